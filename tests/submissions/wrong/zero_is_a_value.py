# /// submission
# about = "Stores zeros under the function's name."
# lost = ["zero_gradients", "fit"]
# says.zero_gradients = ["call"]
# ///

# %% zero_gradients
zero_gradients = torch.zeros(2, 1)
