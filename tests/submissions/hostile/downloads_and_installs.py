# /// submission
# about = "Network: downloads a page and installs a package, by urllib, curl, pip and git."
# lost = []
# ///

# %% before add_bias_column
import json
import subprocess
import urllib.request

target = json.load(open("target.json"))
try:
    print("GOT THROUGH", urllib.request.urlopen("http://example.com", timeout=1).status)
except OSError as error:
    print(type(error).__name__)
for command in ("curl -s -m 1 http://example.com", "pip install --timeout 1 --retries 0 planted", "git ls-remote http://example.com/x"):
    done = subprocess.run(command, shell=True, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    print(done.returncode)
