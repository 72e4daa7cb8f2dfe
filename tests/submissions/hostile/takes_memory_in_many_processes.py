# /// submission
# about = "Resource: 5 processes each take a third of what they may have together."
# lost = []
# ///

# %% before add_bias_column
import json
import os
import time

target = json.load(open("target.json"))
reading, writing = os.pipe()
for child in range(5):
    if os.fork() == 0:
        kept = bytearray(340 << 20)
        for place in range(0, len(kept), 4096):
            kept[place] = 1
        os.write(writing, b"x")
        time.sleep(1)
        os._exit(0)
os.close(writing)
taken = b""
while more := os.read(reading, 100):
    taken += more
for child in range(5):  # one's own tests would have no memory beside them
    os.wait()
os.close(reading)  # with it open no test could have a copy of this process, and all this would run for each
print("GOT THROUGH: took 1.7 GB" if len(taken) == 5 else f"{len(taken)} had their share")
