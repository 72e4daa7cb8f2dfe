# /// submission
# about = "Renamed, and handed in together with another notebook that has nothing to do with the assignment."
# ///

# %% folder
import nbformat

path.rename(path.with_name("final version.ipynb"))
nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("2 + 2")]), path.with_name("Untitled.ipynb"))
