"""What takes long in the start of a kernel: the server imports it from which ``tests.kernels`` forks them."""

import gc

gc.disable()

import ipykernel.kernelapp  # noqa: E402, F401
import torch  # noqa: E402

from grading.seal.cells import slowimports  # noqa: E402

torch.set_num_threads(1)
slowimports.load()
slowimports.load_more()
gc.freeze()
gc.enable()
