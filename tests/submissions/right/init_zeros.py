# /// submission
# about = "Uses the initialiser of torch.nn for the gradient."
# ///

# %% zero_gradients
zero_gradients = lambda weights: torch.nn.init.zeros_(weights.grad)
