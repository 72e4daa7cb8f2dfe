# /// submission
# about = "Stores a loss under the function's name."
# lost = ["mse_loss", "fit"]
# says.mse_loss = ["call"]
# ///

# %% mse_loss
mse_loss = ((torch.zeros(3, 1) - torch.ones(3, 1)) ** 2).mean()
