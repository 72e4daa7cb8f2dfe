# /// submission
# about = "Network: connects to a UNIX socket that has a name and no file, and so no permissions."
# lost = []
# ///

# %% before add_bias_column
import json
import socket

target = json.load(open("target.json"))
for name in ("\0" + target["abstract"], "\0/tmp/.X11-unix/X0", "\0/org/kubernetes"):
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_SEQPACKET):
        try:
            socket.socket(socket.AF_UNIX, kind).connect(name)
            print("GOT THROUGH", name)
        except OSError as error:
            print(type(error).__name__)
