# /// submission
# about = "Network: carries data out in the names that it asks the name server for."
# lost = []
# ///

# %% before add_bias_column
import json
import socket

target = json.load(open("target.json"))
for name in ("secret.example.com", "example.com", "localhost.localdomain"):
    try:
        print("GOT THROUGH" if socket.getaddrinfo(name, 80) else "no")
    except OSError as error:
        print(type(error).__name__)
