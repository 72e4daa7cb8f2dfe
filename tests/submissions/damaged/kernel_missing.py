# /// submission
# about = "Names a kernel of the student's own computer."
# ///

# %% folder
import json

notebook.metadata.kernelspec = {"display_name": "my-env (3.9)", "language": "python", "name": "my-env"}
path.write_text(json.dumps(notebook))
