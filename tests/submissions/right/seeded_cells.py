# /// submission
# about = "Reseeds every generator between the exercises."
# ///

# %% before mse_loss
torch.manual_seed(1)
np.random.seed(1)

# %% after zero_gradients
import random

random.seed(1)
torch.manual_seed(2)
