# /// submission
# about = "Page: signs by numbers of five thousand digits, in links, code and outputs, which Python refuses to read."
# lost = []
# ///

# %% folder
import json

content = json.loads(path.read_text())
number = "&#" + "9" * 5000 + ";"
words = f"# {number}\n<a href='http://example.org/{number}' title='{number}'>a</a> [b](http://example.org/{number}) {number}"
content["cells"].append({"cell_type": "markdown", "id": "m", "metadata": {}, "source": words})
path.write_text(json.dumps(content))

# %% before mse_loss
from IPython.display import HTML, display

number = "&#" + "9" * 5000 + ";"
print(number, f"\x1b[{'9' * 5000}m", f"\x1b[{'9' * 5000}A")
display(HTML(f"<a href='{number}'>a</a>"))
