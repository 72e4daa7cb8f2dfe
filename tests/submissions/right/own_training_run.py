# /// submission
# about = "Trains on its own data in a cell between the exercises."
# ///

# %% after zero_gradients
torch.manual_seed(0)
x_own = torch.rand(50, 1)
w_own = torch.zeros(2, 1, requires_grad=True)
for step in range(20):
    l = backward_pass(w_own, add_bias_column(x_own), 2 * x_own - 1)
    update_weights(w_own, 0.1)
    zero_gradients(w_own)
print(f"after {step + 1} steps: {l:.4f}")
