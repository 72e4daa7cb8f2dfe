# /// submission
# about = "Resource: returns lists in lists that double at each level, and lists that contain themselves."
# lost = ["add_bias_column", "mse_loss", "fit"]
# ///

# %% add_bias_column
def add_bias_column(X):
    box = [X]
    for level in range(35):
        box = [box, box]
    return box

# %% mse_loss
def mse_loss(y_pred, y_true):
    box = {}
    box["box"] = box
    return [box]
