"""Running a notebook's cells in this process, with the outputs that a kernel would have sent. Both sides use it.

The bench runs a student's cells by these, the examiner the instructor's; nothing here knows which it is.
"""
