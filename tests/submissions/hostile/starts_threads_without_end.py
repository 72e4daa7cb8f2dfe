# /// submission
# about = "Resource: a thread bomb, of at most 5000 threads."
# lost = []
# ///

# %% before add_bias_column
import json
import threading
import time

target = json.load(open("target.json"))
try:
    for number in range(5000):
        threading.Thread(target=time.sleep, args=(20,), daemon=True).start()
    print("GOT THROUGH")
except RuntimeError as error:
    print(error)
