# /// submission
# about = "Resource: cells whose brackets, comparisons and f-strings are nested until the parser gives up."
# lost = []
# ///

# %% folder
import json

content = json.loads(path.read_text())
for number, source in enumerate(["(" * 5000 + ")" * 5000, "a" + "=a" * 20_000, "-" * 50_000 + "1", "if 1:\n " * 99 + "pass"]):
    content["cells"].append(
        {"cell_type": "code", "id": f"m{number}", "metadata": {}, "source": source, "outputs": [], "execution_count": None}
    )
path.write_text(json.dumps(content))
