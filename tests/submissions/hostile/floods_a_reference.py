# /// submission
# about = "Resource: calls the reference with large tensors whose graphs it keeps, and follows them back and forth."
# lost = ["backward_pass", "fit"]
# ///

# %% backward_pass
def backward_pass(weights, X_b, y):
    kept = []
    for _ in range(12):
        large = torch.ones(1 << 21, 1, requires_grad=True)
        kept += [large, mse_loss(large, torch.zeros(1 << 21, 1))]
    for loss in kept[1::2]:
        loss.backward(create_graph=True)
    return kept
