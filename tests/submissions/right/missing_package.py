# /// submission
# about = "Imports a package that is not installed, in a cell of its own."
# ///

# %% before backward_pass
from a_progress_bar_nobody_has import tqdm

# %% after backward_pass
for epoch in tqdm(range(3)):
    pass
