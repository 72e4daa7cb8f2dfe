# /// submission
# about = "Uses methods of an object that holds the student's settings."
# ///

# %% before backward_pass
class Trainer:
    def __init__(self):
        self.calls = 0

    def backward(self, weights, X_b, y):
        self.calls += 1
        loss = mse_loss(X_b @ weights, y)
        loss.backward()
        return loss

    def clear(self, weights):
        weights.grad = None

trainer = Trainer()

# %% backward_pass
backward_pass = trainer.backward

# %% zero_gradients
zero_gradients = trainer.clear
