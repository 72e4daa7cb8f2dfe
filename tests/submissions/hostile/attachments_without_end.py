# /// submission
# about = "Resource: a text with 16 MB of attachments, in one another and beside one another."
# lost = []
# ///

# %% folder
import json

content = json.loads(path.read_text())
deep = "a"
for _ in range(300):
    deep = {"a": deep}
many = {f"{number}.png": {"image/png": "A" * 700} for number in range(20_000)}
for attached in (many, {"a.png": deep}, {"a.png": {"image/png": "A" * 500_000}}):
    content["cells"].insert(
        0, {"cell_type": "markdown", "id": f"a{len(content['cells'])}", "metadata": {}, "source": "a", "attachments": attached}
    )
path.write_text(json.dumps(content))
