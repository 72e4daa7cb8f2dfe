# /// submission
# about = "Page: links and pictures in Markdown that lead to this machine's own servers and files."
# lost = []
# ///

# %% folder
import json

content = json.loads(path.read_text())
words = (
    "[solve](http://localhost:8888/api/shutdown) ![a](http://127.0.0.1:5678/x.png) [b](http://[::1]/) [c](file:///etc/passwd) "
    "<a href='http://192.168.0.1/'>d</a> [e](//0x7f.1/) [f](HTTP://LOCALHOST) [g](data:text/html,x) [h](vbscript:x)"
)
content["cells"].append({"cell_type": "markdown", "id": "m", "metadata": {}, "source": words})
content["cells"].append({"cell_type": "raw", "id": "r", "metadata": {"raw_mimetype": "text/html"}, "source": "<script>alert(1)</script>"})
path.write_text(json.dumps(content))
