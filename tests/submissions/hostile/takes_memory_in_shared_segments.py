# /// submission
# about = "Resource: fills System V segments that no process keeps, up to 3 GB."
# lost = []
# ///

# %% before add_bias_column
import ctypes
import json

target = json.load(open("target.json"))
libc = ctypes.CDLL(None, use_errno=True)
libc.shmat.restype = ctypes.c_void_p
taken = 0
for number in range(48):
    segment = libc.shmget(0, 64 << 20, 0o1600)
    place = libc.shmat(segment, None, 0) if segment >= 0 else None
    if place in (None, ctypes.c_void_p(-1).value):
        break
    ctypes.memset(place, 1, 64 << 20)
    libc.shmdt(ctypes.c_void_p(place))
    taken += 64
print("GOT THROUGH: took" if taken == 48 * 64 else "took", taken, "MB")
