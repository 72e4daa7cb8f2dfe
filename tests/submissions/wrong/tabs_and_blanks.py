# /// submission
# about = "Indented by a tab here and by blanks there."
# lost = ["mse_loss", "fit"]
# says.mse_loss = ["TabError", "[cell-stopped]"]
# ///

# %% mse_loss
def mse_loss(y_pred, y_true):
        errors = y_pred - y_true
	return (errors**2).mean()
