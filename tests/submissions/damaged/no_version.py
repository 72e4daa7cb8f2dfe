# /// submission
# about = "Says no version of the format at all."
# ///

# %% folder
import json

path.write_text(json.dumps({"cells": notebook.cells}))
