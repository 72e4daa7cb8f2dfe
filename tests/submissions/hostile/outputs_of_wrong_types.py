# /// submission
# about = "Page: outputs whose texts are numbers, lists, NaN, or objects that are no JSON."
# lost = []
# ///

# %% before add_bias_column
from IPython.display import display

shell = get_ipython()
display({"text/plain": 7, "text/html": None, "application/json": float("nan")}, metadata={"a": float("inf")}, raw=True)
display({"text/plain": object(), 7: "seven"}, metadata={7: 7}, raw=True)
shell.display_pub.publish({"text/plain": "x"}, {"x": b"bytes"}, transient={"display_id": ["list"]})
shell.displayhook.write_format_data({"text/plain": {"a": 1}}, {})
