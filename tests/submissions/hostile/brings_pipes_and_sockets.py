# /// submission
# about = "Write: brings a named pipe and a socket, on which whoever reads the submission waits for ever."
# lost = []
# ///

# %% folder
import os
import socket

os.mkfifo(folder / "data.csv")
os.mkfifo(folder / "other.ipynb")
within = os.open(folder, os.O_RDONLY)  # a socket's path may not be long
with socket.socket(socket.AF_UNIX) as line:
    line.bind(f"/proc/self/fd/{within}/sock")
os.close(within)
