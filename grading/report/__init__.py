"""The class at a glance: the command ``report``. What is read is counted, and the counts become a page."""
