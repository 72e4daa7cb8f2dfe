# /// submission
# about = "Page: attachments of Markdown cells that are HTML and SVG, with names that break out of an attribute."
# lost = []
# ///

# %% folder
import base64
import json

content = json.loads(path.read_text())
acts = base64.b64encode(b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>").decode()
attachments = {
    "a.svg": {"image/svg+xml": acts},
    "b.html": {"text/html": acts},
    "c' onerror='alert(1)": {"image/png": acts},
    "../../d.png": {"image/png": "not base64"},
}
words = "![a](attachment:a.svg) ![b](attachment:b.html) ![c](attachment:c'%20onerror='alert(1)) ![d](attachment:../../d.png)"
content["cells"].append({"cell_type": "markdown", "id": "m", "metadata": {}, "source": words, "attachments": attachments})
path.write_text(json.dumps(content))
