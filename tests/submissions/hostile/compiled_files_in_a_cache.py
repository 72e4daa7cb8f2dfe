# /// submission
# about = "Write: a __pycache__ with code for torch, numpy and the checks, and an old egg beside it."
# lost = []
# ///

# %% folder
import marshal
import struct
import importlib.util

code = compile("raise SystemExit('planted')", "torch.py", "exec")
data = importlib.util.MAGIC_NUMBER + struct.pack("<III", 0, 0, 0) + marshal.dumps(code)
cache = folder / "__pycache__"
cache.mkdir()
for name in ("torch", "numpy", "course_checks", "sitecustomize", "usercustomize"):
    (cache / f"{name}.cpython-311.pyc").write_bytes(data)
(folder / "planted.pth").write_text("import os; os.system('touch /tmp/planted')")
(folder / "numpy-99.0.egg-info").write_text("Name: numpy\nVersion: 99.0")
