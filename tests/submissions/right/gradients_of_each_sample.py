# /// submission
# about = "The mean of each sample's gradient, by torch.vmap over torch.func.grad."
# ///

# %% backward_pass
def backward_pass(weights, X_b, y):
    def loss_of_one(w, row, target):
        return mse_loss((row @ w).reshape(1, 1), target.reshape(1, 1))

    each = torch.vmap(torch.func.grad(loss_of_one), in_dims=(None, 0, 0))(weights.detach(), X_b, y)
    weights.grad = each.mean(dim=0)
    return mse_loss(X_b @ weights, y)
