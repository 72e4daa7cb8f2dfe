# /// submission
# about = "All five functions are lambdas."
# ///

# %% add_bias_column
add_bias_column = lambda X: torch.cat((X, X * 0 + 1), 1)

# %% mse_loss
mse_loss = lambda a, b: ((a - b) ** 2).mean()

# %% backward_pass
backward_pass = lambda w, A, b: (loss := mse_loss(A @ w, b), loss.backward())[0]

# %% update_weights
update_weights = lambda w, lr: (w.data.sub_(lr * w.grad), w)[1]

# %% zero_gradients
zero_gradients = lambda w: w.grad.zero_()
