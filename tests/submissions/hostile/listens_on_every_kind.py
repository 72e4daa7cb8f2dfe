# /// submission
# about = "Network: listens on addresses of this machine by names, raw sockets, multicast and packets of its own."
# lost = []
# ///

# %% before add_bias_column
import socket

for family, kind, address in (
    (socket.AF_INET, socket.SOCK_STREAM, ("0.0.0.0", 8888)),
    (socket.AF_INET6, socket.SOCK_STREAM, ("::", 8889)),
    (socket.AF_UNIX, socket.SOCK_STREAM, "\0planted"),
    (socket.AF_PACKET, socket.SOCK_RAW, ("lo", 0)),
    (socket.AF_INET, socket.SOCK_RAW, ("127.0.0.1", 0)),
):
    try:
        line = socket.socket(family, kind)
        line.bind(address)
        line.listen(1)
        print(family.name, "listens, inside")
    except OSError as error:
        print(family.name, error.errno)
