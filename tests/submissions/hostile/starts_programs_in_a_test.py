# /// submission
# about = "Process: while it is tested it starts programs by posix_spawn, vfork and the shell."
# lost = []
# ///

# %% add_bias_column
import os
import subprocess


def add_bias_column(X):
    os.waitpid(os.posix_spawn("/bin/true", ["true"], os.environ), 0)
    subprocess.run(["sh", "-c", "true"], check=True)
    os.system("true")
    return torch.cat([X, torch.ones_like(X)], dim=1)
