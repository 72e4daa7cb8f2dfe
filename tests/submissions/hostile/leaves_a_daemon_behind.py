# /// submission
# about = "Process: forks twice, takes a new session, closes everything and ignores every signal."
# lost = []
# ///

# %% before add_bias_column
import json
import os
import signal
import time

target = json.load(open("target.json"))
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        for number in set(range(1, 32)) - {signal.SIGKILL, signal.SIGSTOP}:
            signal.signal(number, signal.SIG_IGN)
        os.closerange(0, 1024)
        open("/tmp/leftbehind", "w").close()
        os.execv("/bin/sleep", ["leftbehind", "600"])
    os._exit(0)
