# /// submission
# about = "Prints and plots own examples in the solution cells."
# ///

# %% add_bias_column
def add_bias_column(X):
    return torch.cat([X, torch.ones_like(X)], dim=1)

print(add_bias_column(torch.tensor([[2.0], [3.0]])))

# %% mse_loss
def mse_loss(y_pred, y_true):
    return ((y_pred - y_true) ** 2).mean()

grid = torch.linspace(-1, 1, 20)
plt.plot(grid, [mse_loss(g.view(1, 1), torch.zeros(1, 1)) for g in grid])
