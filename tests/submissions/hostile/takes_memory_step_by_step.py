# /// submission
# about = "Resource: fills lists and tensors in small steps until nothing is left (or 6 GB are taken)."
# lost = []
# ///

# %% before add_bias_column
import json

target = json.load(open("target.json"))
kept = []
for step in range(6 * 16):
    kept.append(torch.ones(1 << 24))  # 64 MB
print("GOT THROUGH: took 6 GB")
