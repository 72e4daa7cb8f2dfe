# /// submission
# about = "Network: sends datagrams to a port of this machine, and broadcasts."
# lost = []
# ///

# %% before add_bias_column
import json
import socket

target = json.load(open("target.json"))
line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
line.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
for host in ("127.0.0.1", "127.255.255.255", "255.255.255.255"):
    try:
        line.sendto(b"hello", (host, target["udp"]))
    except OSError as error:
        print(type(error).__name__)
