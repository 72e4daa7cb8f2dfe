# /// submission
# about = "Network: connects to UNIX sockets by their files: the grader's, the system's, Docker's."
# lost = []
# ///

# %% before add_bias_column
import json
import socket

names = [json.load(open("target.json"))["socket"], "/var/run/docker.sock", "/run/dbus/system_bus_socket"]
for name in [*names, "/run/systemd/private", "/tmp/.X11-unix/X0", "/run/nscd/socket", "/dev/log"]:
    try:
        socket.socket(socket.AF_UNIX).connect(name)
        print("GOT THROUGH", name)
    except OSError as error:
        print(type(error).__name__)
