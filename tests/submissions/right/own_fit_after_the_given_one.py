# /// submission
# about = "Redefines fit for an experiment with batches after the given one has run."
# ///

# %% after fit
def fit(X, y):
    weights = torch.zeros(2, 1, requires_grad=True)
    for i in range(0, 100, 10):
        backward_pass(weights, add_bias_column(X[i:i + 10]), y[i:i + 10])
        update_weights(weights, 0.001)
        zero_gradients(weights)
    return weights

quick = fit(torch.rand(100, 1), torch.rand(100, 1))
