# /// submission
# about = "Resource: writes to the working folder, /tmp and /dev/shm until nothing is left, or 2 GB are written."
# lost = []
# ///

# %% before add_bias_column
import json

target = json.load(open("target.json"))
taken, block = 0, bytes(1 << 20)
for place in (".", "/tmp", "/dev/shm", "/var/tmp", "/run"):
    try:
        for number in range(16):
            with open(f"{place}/hoard-{number}", "wb") as file:
                for part in range(128):
                    taken += file.write(block) >> 20
    except OSError as error:
        print(type(error).__name__, taken, "MB")
print("GOT THROUGH" if taken > 1000 else "", taken, "MB")
