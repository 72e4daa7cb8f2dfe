# /// submission
# about = "The loss is an instance of the student's own nn.Module."
# ///

# %% mse_loss
class MSE(torch.nn.Module):
    def forward(self, prediction, target):
        return torch.mean((prediction - target) ** 2)

mse_loss = MSE()
