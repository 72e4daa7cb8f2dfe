# /// submission
# about = "Write: patches torch, NumPy, random state, signals and defaults, for whatever runs in this process next."
# lost = []
# ///

# %% before add_bias_column
import builtins
import json
import random
import signal

target = json.load(open("target.json"))
builtins.planted = torch.planted = np.planted = True

# %% after test_fit
torch.set_default_dtype(torch.float64)
torch.manual_seed(1), np.random.seed(1), random.seed(1)
torch.nn.functional.mse_loss = lambda *what, **more: None
torch.optim.SGD.step = lambda self: None
np.linalg.lstsq = None
signal.signal(signal.SIGTERM, signal.SIG_IGN)
torch.set_num_threads(1)
plt.rcParams["figure.dpi"] = 1
