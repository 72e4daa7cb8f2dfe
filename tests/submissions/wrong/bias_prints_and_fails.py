# /// submission
# about = "Prints what it does, and joins below."
# lost = ["add_bias_column", "fit"]
# says.add_bias_column = ["[bias-below]", "your code printed:", "shape torch.Size([3, 1])"]
# ///

# %% add_bias_column
import sys
def add_bias_column(X):
    print("shape", X.shape)
    print("not this", file=sys.stderr)
    return torch.cat([X, torch.ones_like(X)])
