# /// submission
# about = "Wire: results that claim a graph which is not there, changes while it is walked, or never ends."
# lost = ["mse_loss", "backward_pass", "fit"]
# ///

# %% mse_loss
class Endless(torch.autograd.Function):
    @staticmethod
    def forward(ctx, value):
        return value.sum() * 0

    @staticmethod
    def backward(ctx, weight):
        return torch.full((7, 7), float("nan"))


def mse_loss(y_pred, y_true):
    return Endless.apply(y_pred) + torch.mean((y_pred - y_true) ** 2).detach()

# %% backward_pass
def backward_pass(weights, X_b, y):
    weights.grad = torch.sparse_coo_tensor([[0], [0]], [1.0], (2, 1))
    return mse_loss(X_b @ weights, y)
