# /// submission
# about = "Picks the wrong loss from the library."
# lost = ["mse_loss", "fit"]
# says.mse_loss = ["absolute"]
# ///

# %% mse_loss
mse_loss = torch.nn.L1Loss()
