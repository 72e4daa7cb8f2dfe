# /// submission
# about = "Resource: 2000 small displays under one name, and one update of all of them with 500 KB."
# lost = []
# ///

# %% before add_bias_column
from IPython.display import display

for number in range(2000):
    display({"text/plain": "a"}, raw=True, display_id="all")

# %% before mse_loss
get_ipython().display_pub.publish({"text/plain": "b" * 500_000}, transient={"display_id": "all"}, update=True)
