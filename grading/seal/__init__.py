"""Sealed grading: a student's code runs in a sandbox, the tests that judge it outside.

Two sides, one narrow window (`codec`) through which only values pass::

    trusted                                          untrusted, in the sandbox
    grader ─ desk ─ examiner ─ remote ══════ values ══════ bench ─ service
                      │          └─ copies ── kernel       └─ a fork for each test
                      └─ workshop ══════ starts ══════════ warm ─ confine

``grader.Grader`` is what others call; ``records`` and ``errors`` are what they get. This file imports
nothing: the sandboxed side has these modules without the rest of the package.
"""
