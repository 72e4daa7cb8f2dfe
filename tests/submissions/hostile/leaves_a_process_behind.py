# /// submission
# about = "Process: starts a program in the background that outlives the notebook."
# lost = []
# ///

# %% before add_bias_column
import json
import subprocess

target = json.load(open("target.json"))
subprocess.Popen(["leftbehind", "600"], executable="/bin/sleep", start_new_session=True)
get_ipython().system("(exec -a leftbehind sleep 600) > /dev/null 2>&1 &")
