# /// submission
# about = "Makes float64 the default dtype for an experiment and leaves it so."
# ///

# %% before mse_loss
torch.set_default_dtype(torch.float64)
experiment = torch.zeros(3)
