# /// submission
# about = "A style that this Matplotlib does not have stands above what is needed."
# lost = ["mse_loss", "fit"]
# says.mse_loss = ["plt.style.use", "OSError", "[cell-stopped]"]
# ///

# %% before mse_loss
plt.style.use("seaborn")
power = 2

# %% mse_loss
def mse_loss(y_pred, y_true):
    return ((y_pred - y_true) ** power).mean()
