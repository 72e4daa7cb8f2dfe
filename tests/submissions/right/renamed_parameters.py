# /// submission
# about = "Renames every parameter, partly in Greek."
# ///

# %% add_bias_column
def add_bias_column(features):
    return torch.cat((features, torch.ones_like(features)), dim=1)

# %% mse_loss
def mse_loss(ŷ, y):
    return ((ŷ - y) ** 2).mean()

# %% backward_pass
def backward_pass(θ, A, target):
    J = mse_loss(A @ θ, target)
    J.backward()
    return J

# %% update_weights
def update_weights(θ, η):
    with torch.no_grad():
        θ -= η * θ.grad

# %% zero_gradients
def zero_gradients(θ):
    θ.grad = None
