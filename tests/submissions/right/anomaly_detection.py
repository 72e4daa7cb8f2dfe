# /// submission
# about = "Leaves autograd's anomaly detection on."
# ///

# %% before backward_pass
torch.autograd.set_detect_anomaly(True)
