# /// submission
# about = "Write: hands in sitecustomize.py, nbgrader_config.py, IPython.py and a conftest that leave a trace where they are imported."
# lost = []
# ///

# %% folder
import json

trace = "open('%s', 'a').write('imported')\n" % (folder.parents[2] / "trace.txt")
for name in ("sitecustomize", "usercustomize", "nbgrader_config", "jupyter_config", "conftest", "IPython", "ipykernel", "bwrap"):
    (folder / f"{name}.py").write_text(trace)
(folder / "grading").mkdir()
(folder / "grading" / "__init__.py").write_text(trace)
(folder / "bwrap").write_text("#!/bin/sh\n")
(folder / "bwrap").chmod(0o755)
