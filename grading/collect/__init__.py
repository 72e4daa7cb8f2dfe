"""Everything that a class hands in by a learning platform: its archives become submissions.

The command ``collect`` calls `run.collect`. `archives` lists and reads what an instructor has downloaded, `platforms`
says by the names in it whose each file is, `people` who that is in this course, `attempts` which files belong
together, and `kept` what is remembered of it, by which grades and feedback go back.
"""
