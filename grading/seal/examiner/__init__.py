"""TRUSTED: what judges. ``server`` keeps a sandbox and forks an ``examiner`` for each submission.

It runs the instructor's cells in the ``testshell``, hands the student's to a bench, and reports a verdict for each
test.
"""
