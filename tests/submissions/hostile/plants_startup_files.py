# /// submission
# about = "Write: puts code where Python, IPython, Jupyter and the shell of the grading user look when they start."
# lost = []
# ///

# %% before add_bias_column
import json
import os
from pathlib import Path

target = json.load(open("target.json"))
names = [".ipython/profile_default/startup/planted.py", ".jupyter/nbgrader_config.py", ".jupyter/jupyter_config.py"]
names += [".bashrc", ".profile", ".config/matplotlib/matplotlibrc", ".local/bin/bwrap"]
names += [".local/lib/python3.11/site-packages/usercustomize.py", ".local/share/jupyter/kernels/python3/kernel.json"]
for place in [Path(target["home"], name) for name in names]:
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text("# planted\n")
        print("planted", place)
    except OSError as error:
        print(type(error).__name__)
for home in ("/root", "/home", "/etc", "/usr/local/lib", "/var"):
    if os.access(home, os.W_OK):
        print("SEES", home)
    try:
        Path(home, "planted").touch()
        Path(home, "planted").unlink()
        print("GOT THROUGH", home)
    except OSError as error:
        print(type(error).__name__)
