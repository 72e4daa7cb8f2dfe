# /// submission
# about = "Asks for something that nobody types, by getpass."
# lost = ["update_weights", "fit"]
# says.update_weights = ["input", "[asks-for-input]"]
# ///

# %% update_weights
import getpass
def update_weights(weights, learning_rate):
    learning_rate = float(getpass.getpass("Learning rate: "))
    with torch.no_grad():
        weights -= learning_rate * weights.grad
