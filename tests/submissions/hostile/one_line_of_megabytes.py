# /// submission
# about = "Resource: a cell with one line of three megabytes, in brackets and in a string."
# lost = []
# ///

# %% folder
import json

content = json.loads(path.read_text())
line = "data = '" + "x" * 1_500_000 + "'; more = [" + "1, " * 500_000 + "]"
content["cells"].append(
    {"cell_type": "code", "id": "m", "metadata": {}, "source": line, "outputs": [], "execution_count": None}
)
path.write_text(json.dumps(content))
