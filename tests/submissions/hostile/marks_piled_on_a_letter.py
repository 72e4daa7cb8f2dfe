# /// submission
# about = "Page: a letter with half a million combining marks, printed, displayed and as a heading."
# lost = []
# ///

# %% before add_bias_column
tower = "a" + "\u0301" * 500_000
print(tower)
display({"text/markdown": "# " + tower, "text/plain": tower}, raw=True)
