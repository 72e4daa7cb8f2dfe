# /// submission
# about = "Imports the library function under the asked-for name."
# ///

# %% mse_loss
from torch.nn.functional import mse_loss
