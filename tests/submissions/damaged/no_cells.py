# /// submission
# about = "A new notebook, saved before anything was written."
# lost = ["add_bias_column", "mse_loss", "backward_pass", "update_weights", "zero_gradients", "fit"]
# says.fit = ["has no cells of a notebook"]
# verdicts.fit = "not gradable"
# ///

# %% folder
path.write_text('{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}')
