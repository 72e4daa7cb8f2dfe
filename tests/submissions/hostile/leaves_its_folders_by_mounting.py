# /// submission
# about = "Write: makes new namespaces, mounts, changes its root and remounts what is read-only."
# lost = []
# ///

# %% before add_bias_column
import ctypes
import json
import os

target = json.load(open("target.json"))
libc = ctypes.CDLL(None, use_errno=True)
for flags in (0x10000000, 0x20000, 0x10020000, 0x40000000, 0x20000000):
    if libc.unshare(flags) == 0:
        print("GOT THROUGH: unshare", hex(flags))
for source, place, kind, flags in [
    (b"tmpfs", b"/mnt", b"tmpfs", 0), (b"proc", b"/proc", b"proc", 0), (b"none", b"/", None, 0x20 | 0x1000),
    (b"/usr", b"/usr", None, 0x20 | 0x1000),
]:
    if libc.mount(source, place, kind, flags, None) == 0:
        print("GOT THROUGH: mount", place)
for call in (lambda: os.chroot("/tmp"), lambda: os.setuid(0), lambda: os.setgroups([0]), lambda: os.nice(-5)):
    try:
        call()
        print("GOT THROUGH")
    except OSError as error:
        print(type(error).__name__)
print(libc.umount2(b"/proc", 2), libc.umount2(b"/tmp", 2), libc.prctl(38, 0, 0, 0, 0), libc.personality(0x0040000))
