# /// submission
# about = "Process: sys.exit, quit, and SystemExit raised while a result is shown."
# lost = []
# ///

# %% before add_bias_column
import sys

quit()
exit(3)
sys.exit(0)
