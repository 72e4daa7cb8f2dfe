# /// submission
# about = "Resource: keeps four hundred megabytes of each call, so that a test with many calls has none left."
# lost = ["fit", "zero_gradients"]
# ///

# %% zero_gradients
kept = []


def zero_gradients(weights):
    kept.append(torch.ones(100_000_000))
    weights.grad = None
