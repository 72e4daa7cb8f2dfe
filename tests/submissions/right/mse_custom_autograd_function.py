# /// submission
# about = "Writes the loss as an autograd Function with a derivative of its own."
# ///

# %% mse_loss
class SquaredError(torch.autograd.Function):
    @staticmethod
    def forward(ctx, y_pred, y_true):
        ctx.save_for_backward(y_pred - y_true)
        return ((y_pred - y_true) ** 2).mean()

    @staticmethod
    def backward(ctx, grad_output):
        (d,) = ctx.saved_tensors
        return grad_output * 2 * d / len(d), None

mse_loss = SquaredError.apply
