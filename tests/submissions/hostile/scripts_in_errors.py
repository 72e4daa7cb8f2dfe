# /// submission
# about = "Page: markup in names of exceptions, in their texts, in traceback lines and in warnings."
# lost = ["mse_loss", "fit"]
# ///

# %% mse_loss
import warnings

evil = "</pre><script>alert(1)</script><img src=x onerror=alert(1)>"
Evil = type(evil, (Exception,), {"_render_traceback_": lambda self: [evil]})


def mse_loss(y_pred, y_true):
    warnings.warn(evil)
    print(evil)
    raise Evil(evil)

# %% after mse_loss
raise Evil(evil)
