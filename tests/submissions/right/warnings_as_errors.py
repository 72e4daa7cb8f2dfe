# /// submission
# about = "Turns warnings into errors."
# ///

# %% before add_bias_column
import warnings

warnings.simplefilter("error")
