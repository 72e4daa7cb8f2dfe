# /// submission
# about = "Read: goes through /proc for the memory, environment and open files of every process."
# lost = []
# ///

# %% before add_bias_column
import json
import os
from pathlib import Path

target = json.load(open("target.json"))
for process in Path("/proc").glob("[0-9]*"):
    if process.name == str(os.getpid()):
        continue
    for name in ("environ", "cmdline", "maps"):
        try:
            print("GOT THROUGH", process, (process / name).read_bytes()[:2000])
        except OSError as error:
            print(type(error).__name__)
    try:
        with open(process / "mem", "rb") as memory:
            print("GOT THROUGH", memory)
        for descriptor in (process / "fd").iterdir():
            print(descriptor.read_bytes()[:2000])
    except OSError as error:
        print(type(error).__name__)
