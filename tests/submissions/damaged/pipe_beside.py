# /// submission
# about = "Named pipes and a socket beside the notebook, one of them in place of the time of handing in."
# ///

# %% folder
import os
import stat

os.mkfifo(folder / "data.csv")
os.mkfifo(folder / "timestamp.txt")
os.mknod(folder / "socket", stat.S_IFSOCK | 0o600)
