# /// submission
# about = "Overwrites the function with its own result in the next cell."
# lost = ["mse_loss", "fit"]
# says.mse_loss = ["call"]
# ///

# %% after mse_loss
mse_loss = mse_loss(torch.tensor([[1.0], [2.0]]), torch.tensor([[0.0], [0.0]]))
