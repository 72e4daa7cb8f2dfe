# /// submission
# about = "A functools.partial of the library's loss."
# ///

# %% mse_loss
from functools import partial

mse_loss = partial(torch.nn.functional.mse_loss, reduction="mean")
