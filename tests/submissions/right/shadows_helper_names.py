# /// submission
# about = "Has variables whose names a grader might use as well."
# ///

# %% before add_bias_column
check = "x"
test = 1
hint = "none"
expected = [5, 3]
got = None
reference = solution = references = lambda *a: 1 / 0

# %% before zero_gradients
result = "ok"
points = 20
message = errors = failures = report = None
