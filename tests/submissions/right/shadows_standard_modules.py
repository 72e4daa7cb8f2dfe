# /// submission
# about = "Has variables with the names of standard modules."
# ///

# %% before add_bias_column
math = 95
os = "linux"
sys = None
copy = "a copy"
time = 0.0
random = [4]
re = "subject"
io = json = inspect = functools = contextlib = warnings = itertools = 1
