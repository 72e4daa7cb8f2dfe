"""A class at once: the commands ``autograde``, ``check`` and ``feedback`` work by these, on several together."""
