# /// submission
# about = "Write: opens installed packages for writing, among them the grader's own, so that later runs do as it likes."
# lost = []
# ///

# %% before add_bias_column
import json
import os
import sys
import sysconfig
from pathlib import Path

target = json.load(open("target.json"))
site = Path(sysconfig.get_paths()["purelib"])
places = [site / name / "__init__.py" for name in ("torch", "IPython", "nbgrader", "ipykernel", "nbformat")]
places += [Path(module.__file__) for name, module in list(sys.modules.items()) if name.startswith("grading.")]
for place in places:
    try:
        open(place, "a").close()  # that it opens is enough: nothing is written
        print("GOT THROUGH", place)
    except OSError as error:
        print(type(error).__name__)
    try:
        os.rename(place, place)
        print("GOT THROUGH", place)
    except OSError as error:
        print(type(error).__name__)
    try:
        before = os.stat(place).st_mtime_ns
        os.utime(place)
        if os.stat(place).st_mtime_ns != before:
            print("GOT THROUGH", place)
    except OSError as error:
        print(type(error).__name__)
try:
    (site / "planted.pth").touch()
    (site / "planted.pth").unlink()
    print("GOT THROUGH", site)
except OSError as error:
    print(type(error).__name__)
if os.access(site, os.W_OK):
    print("SEES", site)
