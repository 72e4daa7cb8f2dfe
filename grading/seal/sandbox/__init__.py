"""TRUSTED: what starts the sandbox, and holds a bench from outside. What a bench sends is checked here, or lower.

``launcher`` starts the fork server under a ``confinement``, one of those that ``choice`` knows, and ``proof`` tries it.
``remote`` is a bench as the examiner sees it: it asks, keeps its time (``waiting``) and knows how its ``process``
ended; ``copies`` are believed as far as the kernel (``proc``) vouches for them, ``cgroup`` shares out the processors,
``vetting`` reads outputs.
"""
