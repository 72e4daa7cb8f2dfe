# /// submission
# about = "Network: opens sockets that a network namespace may not hold back: virtual machine, kernel crypto, netlink, raw."
# lost = []
# ///

# %% before add_bias_column
import json
import socket

target = json.load(open("target.json"))
for family, kind, address in [(40, 1, (2, 22)), (40, 1, (2, 1024)), (38, 5, ("hash", "sha256")), (17, 3, None), (2, 3, None), (10, 3, None)]:
    try:
        line = socket.socket(family, kind)
        line.settimeout(1)
        if family == 40:
            line.connect(address)
        print("GOT THROUGH: family", family)
    except OSError as error:
        print(family, type(error).__name__, error)
