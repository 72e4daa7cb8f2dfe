# /// submission
# about = "Hands the optimizer a bare tensor."
# lost = ["zero_gradients", "fit"]
# says.zero_gradients = ["typeerror"]
# ///

# %% zero_gradients
def zero_gradients(weights):
    torch.optim.SGD(weights, lr=0.1).zero_grad()
