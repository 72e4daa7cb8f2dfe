# /// submission
# about = "Write: leaves System V and POSIX shared memory and message queues under well-known names."
# lost = []
# ///

# %% before add_bias_column
import ctypes
import json
from multiprocessing import shared_memory

target = json.load(open("target.json"))
libc = ctypes.CDLL(None, use_errno=True)
print(libc.shmget(0x4711, 4096, 0o1666) >= 0, libc.semget(0x4711, 1, 0o1666) >= 0, libc.msgget(0x4711, 0o1666) >= 0)
try:
    block = shared_memory.SharedMemory("planted", create=True, size=4096)
    block.buf[:7] = b"planted"
except OSError as error:
    print(type(error).__name__)
