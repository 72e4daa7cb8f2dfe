# /// submission
# about = "Takes the class nn.MSELoss and forgets to make an object of it."
# lost = ["mse_loss", "fit"]
# says.mse_loss = ["class", "[class-called]"]
# says.fit = ["`mse_loss` (exercise 2)"]
# ///

# %% mse_loss
mse_loss = torch.nn.MSELoss
