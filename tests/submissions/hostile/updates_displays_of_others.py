# /// submission
# about = "Wire: updates displays that it never showed, by ids that other cells and the checks may have."
# lost = []
# ///

# %% before add_bias_column
for name in ("", "0", "1", "None", "course_checks", "x" * 100_000, "test_fit"):
    display({"text/plain": "shown"}, raw=True, display_id=name or None)
    display({"text/html": "<b>20 of 20</b>", "text/plain": "20 of 20"}, raw=True, display_id=name or "a", update=True)
