"""Sealed grading: a student's code runs in a sandbox, the tests that judge it outside.

Two sides, one narrow window through which only values pass. A folder is on one side or on both::

    trusted                                                    both          untrusted, in the sandbox
    grader ─ examiner/ (server, examiner, testshell)           window/       bench/ (forkserver, bench, confine)
                 └─ sandbox/ (launcher, remote, copies) ══════ values ══════     ├─ a bench for each submission
                                                               cells/            └─ a fork of it for each test

``worker`` and ``grader`` are what others call, with what ``plan`` makes of a notebook; ``window.records`` and
``window.errors`` are what they get. This file imports nothing: the sandboxed side has its folders without the rest.
"""
