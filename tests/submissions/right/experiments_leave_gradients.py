# /// submission
# about = "Tries the functions out on own tensors and leaves those with gradients."
# ///

# %% after backward_pass
weights = torch.ones(2, 1, requires_grad=True)
X_b = add_bias_column(torch.arange(4.0).reshape(-1, 1))
for _ in range(3):
    backward_pass(weights, X_b, torch.ones(4, 1))

# %% after update_weights
update_weights(weights, 0.5)
