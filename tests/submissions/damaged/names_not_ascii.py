# /// submission
# about = "Names in other scripts, in the code and on the files; one file name is in no known encoding."
# ///

# %% folder
(folder / "données – 数据.csv").write_text("x,y\n")
(folder / "d\udce9j\udce0 vu.csv").write_text("x,y\n")
(folder / ("ж" * 120 + ".txt")).write_text("long\n")
(folder / ("文" * 84)).symlink_to("/dev/null")

# %% mse_loss
def mse_loss(ŷ, 真):
    δ = ŷ - 真
    return (δ * δ).mean()  # ∑δ²/n
