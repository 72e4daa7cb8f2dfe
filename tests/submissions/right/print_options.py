# /// submission
# about = "Changes the print options of torch and NumPy for good."
# ///

# %% before add_bias_column
torch.set_printoptions(precision=1, threshold=3, sci_mode=True)
np.set_printoptions(precision=0, suppress=True, formatter={"float": lambda v: "?"})
