"""UNTRUSTED: what runs in the sandbox beside a student's code. Nothing here may be believed, or know a secret.

``forkserver`` imports everything once and forks a ``bench`` for each submission, which a ``Confinement`` of ``confine``
binds before any code of a student's runs: ``namespaces``, or ``landlocked`` where there are none. The sandbox holds
this folder, ``window`` and ``cells``, and no more of this package.
"""
