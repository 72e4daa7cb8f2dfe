# /// submission
# about = "A link that has the name of the text file that is to replace another link."
# ///

# %% folder
(folder / "a").symlink_to("/etc/hostname")
(folder / "a.replaced.txt").symlink_to("../../../overwritten.txt")
