# /// submission
# about = "Was opened with the kernel of another language, and saved."
# ///

# %% folder
import json

notebook.metadata.kernelspec = {"display_name": "R", "language": "R", "name": "ir"}
notebook.metadata.language_info = {"name": "R", "file_extension": ".r", "mimetype": "text/x-r-source"}
path.write_text(json.dumps(notebook))
