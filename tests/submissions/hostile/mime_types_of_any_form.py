# /// submission
# about = "Wire: outputs under types that are empty, long, no text in small letters, or that look like known ones."
# lost = []
# ///

# %% before add_bias_column
for kind in ("", "text/plain; x", "TEXT/HTML", "application/x+json", "a" * 10_000, "image/png\n", "text/html\0", "../x"):
    display({kind: {"nan": float("nan"), "inf": float("inf")} if "json" in kind else "<b>x</b>", "text/plain": "x"}, raw=True)
display({"application/json": float("nan"), "application/vnd.x+json": [float("-inf")], "text/plain": "x"}, raw=True)
display({"text/plain": "x"}, raw=True, metadata={"nan": float("nan"), "": {"": {}}, "image/png": {"width": -1}})
