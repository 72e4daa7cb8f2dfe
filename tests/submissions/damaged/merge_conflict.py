# /// submission
# about = "Two versions were merged by git, and the conflict was committed."
# lost = ["add_bias_column", "mse_loss", "backward_pass", "update_weights", "zero_gradients", "fit"]
# says.fit = ["merge conflict in line 2", "Resolve"]
# verdicts.fit = "not gradable"
# ///

# %% folder
lines = path.read_text(encoding="utf-8").split("\n")
lines[1:2] = ["<<<<<<< HEAD", lines[1], "=======", lines[1], ">>>>>>> mine"]
path.write_text("\n".join(lines), encoding="utf-8")
