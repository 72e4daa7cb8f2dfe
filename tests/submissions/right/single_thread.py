# /// submission
# about = "Sets the number of threads and deterministic algorithms."
# ///

# %% before add_bias_column
torch.set_num_threads(1)
torch.use_deterministic_algorithms(True)
