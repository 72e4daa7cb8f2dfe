# /// submission
# about = "Resource: the notebook's JSON is nested 900 deep in its metadata, which is just what a parser bears."
# lost = []
# ///

# %% folder
import json

content = json.loads(path.read_text())
content["cells"][0]["metadata"]["deep"] = content["metadata"]["deep"] = "DEEP"
path.write_text(json.dumps(content).replace('"DEEP"', "[" * 900 + "]" * 900))
