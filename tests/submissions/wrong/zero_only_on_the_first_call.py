# /// submission
# about = "Resets the gradient on the first call only."
# lost = ["zero_gradients", "fit"]
# says.zero_gradients = ["zeros"]
# ///

# %% zero_gradients
done = False

def zero_gradients(weights):
    global done
    if not done:
        weights.grad.zero_()
        done = True
