# /// submission
# about = "Uses sys and types as names right after the set-up cell."
# ///

# %% after setup
types = ["float", "int"]
sys = "Linux"
