# /// submission
# about = "NumPy's ones are float64, so float32 goes in and float64 comes out."
# lost = ["add_bias_column", "fit"]
# says.add_bias_column = ["dtype"]
# ///

# %% add_bias_column
def add_bias_column(X):
    return torch.tensor(np.c_[X.numpy(), np.ones(len(X))])
