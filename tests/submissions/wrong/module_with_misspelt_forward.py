# /// submission
# about = "Misspells forward, so torch raises its own NotImplementedError although the exercise was tried."
# lost = ["mse_loss", "fit"]
# says.mse_loss = ["forward"]
# ///

# %% mse_loss
class MSE(torch.nn.Module):
    def foward(self, y_pred, y_true):
        return ((y_pred - y_true) ** 2).mean()

mse_loss = MSE()
