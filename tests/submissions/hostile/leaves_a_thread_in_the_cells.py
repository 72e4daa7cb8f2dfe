# /// submission
# about = "Process: a thread of the cells goes on for ever, so that no copy of the process is whole."
# lost = []
# ///

# %% before add_bias_column
import threading
import time

threading.Thread(target=lambda: time.sleep(10_000), daemon=True).start()
