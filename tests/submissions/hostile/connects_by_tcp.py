# /// submission
# about = "Network: connects to a port of this machine, in the cell and while it is tested."
# lost = []
# ///

# %% mse_loss
import json
import socket

target = json.load(open("target.json"))


def call():
    for host in ("127.0.0.1", "::1", "localhost", "0.0.0.0"):
        try:
            with socket.create_connection((host, target["tcp"]), timeout=1) as line:
                line.send(b"hello")
                print("GOT THROUGH", host)
        except OSError as error:
            print(type(error).__name__)


call()


def mse_loss(y_pred, y_true):
    if len(y_pred) == 1:  # not in each of 450 epochs
        call()
    return torch.mean((y_pred - y_true) ** 2)
