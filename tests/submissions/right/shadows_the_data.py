# /// submission
# about = "Reuses the names of the data and of the training loop for other things."
# ///

# %% before add_bias_column
X = None
data = [1, 2]

# %% before mse_loss
y = "label"
loss = 3
n = 5

# %% before update_weights
weights = "heavy"
learning_rate = -1.0
history = {}
epochs = None
X_b = 0
