# /// submission
# about = "Score: grade_ids that are lists and numbers, metadata that is a string, points that are objects."
# lost = ["mse_loss", "fit"]
# ///

# %% mse_loss
def mse_loss(y_pred, y_true):
    return (y_pred - y_true).abs().mean()

# %% folder
import json

content = json.loads(path.read_text())
strange = [[], 7, {"a": 1}, None, True, "\u0000", "../../x"]
for number, cell in enumerate(content["cells"]):
    if cell["metadata"].get("nbgrader", {}).get("grade"):
        cell["metadata"]["nbgrader"]["grade_id"] = strange[number % len(strange)]
        cell["metadata"]["nbgrader"]["points"] = {"points": 3}
    elif cell["metadata"].get("nbgrader", {}).get("locked"):
        cell["metadata"] = "locked"
content["metadata"] = {"kernelspec": 7, "language_info": [], "grading": {"repairs": 3}}
path.write_text(json.dumps(content))
