# /// submission
# about = "Resource: its representations never end, or are 100 MB long, or raise."
# lost = []
# ///

# %% before add_bias_column
import json
import time

from IPython.display import display

target = json.load(open("target.json"))


class Slow:
    def _repr_html_(self):
        return "<p>" * (100 << 20)

    def __repr__(self):
        time.sleep(3600)


class Wild:
    def __repr__(self):
        raise SystemExit

    _repr_mimebundle_ = _repr_png_ = __repr__


display(Wild())
display(Slow())
