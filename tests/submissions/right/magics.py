# /// submission
# about = "Uses magics, a shell command and help."
# ///

# %% before add_bias_column
%matplotlib inline
!echo hello

# %% after mse_loss
%timeit -n 1 -r 1 mse_loss(torch.zeros(3, 1), torch.ones(3, 1))
mse_loss?

# %% before update_weights
%no_such_magic
