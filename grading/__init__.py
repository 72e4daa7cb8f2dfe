"""Autograding of PyTorch notebooks on top of nbgrader."""
