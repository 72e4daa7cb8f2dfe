# /// submission
# about = "Lets an optimizer set the gradient to zeros rather than None."
# ///

# %% zero_gradients
def zero_gradients(weights):
    optimizer = torch.optim.Adam([weights])
    optimizer.zero_grad(set_to_none=False)
