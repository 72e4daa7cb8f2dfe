# /// submission
# about = "Resource: draws a figure of 40000 by 40000 points, and 300 small ones."
# lost = []
# ///

# %% before add_bias_column
import json

target = json.load(open("target.json"))
for number in range(300):
    plt.figure(figsize=(1, 1))
plt.figure(figsize=(400, 400), dpi=100)
plt.plot([0, 1])
plt.show()
