# /// submission
# about = "Clears the namespace right after the set-up cell and imports anew."
# ///

# %% after setup
%reset -f
import torch, numpy as np, matplotlib.pyplot as plt
