"""Grading anew after a test was mended: the command ``regrade``, before and after, and the way between the two."""
