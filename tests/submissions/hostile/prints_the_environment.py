# /// submission
# about = "Read: prints the environment, as Python, the C library and a subprocess see it, and the command line."
# lost = []
# ///

# %% before add_bias_column
import ctypes
import json
import os
import subprocess
import sys

target = json.load(open("target.json"))
print(dict(os.environ), sys.argv, sys.path)
variables = ctypes.POINTER(ctypes.c_char_p).in_dll(ctypes.CDLL(None), "environ")
for number in range(300):
    if not variables[number]:
        break
    print(variables[number])
print(subprocess.run("env; set; id; cat /proc/1/environ /proc/self/environ", shell=True, capture_output=True).stdout)
