"""The button *Check* of a JupyterHub: a student's notebook, graded against the hidden tests as in the end.

Who may see what decides where each part runs. A student's server runs as the student, so it never holds the source:
the button's extension there (``deploy/check_button``) only sends what would be handed in, with the server's own token.
`service` runs as the grader, started by the hub. It asks the hub whose token that is. At its `desk` checks are counted
by `ledger` and wait in one `line`, until a `worker` process grades, sealed, what `bundle` has taken in. What goes back
are points, verdicts and the words of the checks, as on a feedback page.
"""
