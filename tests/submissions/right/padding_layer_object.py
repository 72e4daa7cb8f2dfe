# /// submission
# about = "The function is a ready-made padding layer, a callable object."
# ///

# %% add_bias_column
add_bias_column = torch.nn.ConstantPad1d((0, 1), 1.0)
