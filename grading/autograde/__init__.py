"""A class at once: the commands ``autograde`` and ``check`` run notebooks by these, several at the same time."""
