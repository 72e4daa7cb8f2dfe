# /// submission
# about = "The update is an object with __call__."
# ///

# %% update_weights
class Descend:
    def __call__(self, weights, learning_rate):
        with torch.no_grad():
            weights += -learning_rate * weights.grad

update_weights = Descend()
