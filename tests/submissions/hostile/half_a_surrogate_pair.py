# /// submission
# about = "Page: prints, displays and raises text that no file can hold."
# lost = []
# ///

# %% before add_bias_column
from IPython.display import display

print("half: \ud800")
display({"text/plain": "\udfff", "text/html": "\ud800"}, metadata={"\ud800": "\udfff"}, raw=True)
raise ValueError("\ud800")
