# /// submission
# about = "Collects everything in a class and takes the functions out of it."
# ///

# %% before add_bias_column
class Regression:
    @staticmethod
    def bias(X):
        return torch.cat((X, torch.ones_like(X)), dim=1)

    @staticmethod
    def step(w, lr):
        w.data.add_(-lr * w.grad)

# %% add_bias_column
add_bias_column = Regression.bias

# %% update_weights
update_weights = Regression.step
