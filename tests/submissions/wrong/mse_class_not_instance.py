# /// submission
# about = "Takes the class nn.MSELoss and forgets to make an object of it."
# lost = ["mse_loss", "fit"]
# ///

# %% mse_loss
mse_loss = torch.nn.MSELoss
