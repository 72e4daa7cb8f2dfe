# /// submission
# about = "Process: sends signals to process 1, to its parent, to its group and to everyone it may reach."
# lost = []
# ///

# %% before add_bias_column
import json
import os
import signal

target = json.load(open("target.json"))
assert os.getuid() != 0, "this would reach everyone"
for number in (signal.SIGSTOP, signal.SIGTERM, signal.SIGINT, signal.SIGUSR1, signal.SIGKILL):
    for process in (1, os.getppid(), *target["pids"]):
        if process != os.getpid():
            try:
                os.kill(process, number)
            except OSError as error:
                print(type(error).__name__)
signal.signal(signal.SIGTERM, signal.SIG_IGN)
os.killpg(0, signal.SIGTERM)
os.kill(-1, signal.SIGTERM)
