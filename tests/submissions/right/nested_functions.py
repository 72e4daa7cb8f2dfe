# /// submission
# about = "Writes each step as a function inside the function."
# ///

# %% backward_pass
def backward_pass(weights, X_b, y):
    def predict():
        return X_b @ weights

    def loss_of():
        return mse_loss(predict(), y)

    result = loss_of()
    result.backward()
    return result
