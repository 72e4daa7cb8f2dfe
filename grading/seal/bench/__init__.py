"""UNTRUSTED: what runs in the sandbox beside a student's code. Nothing here may be believed, or know a secret.

``forkserver`` imports everything once and forks a ``bench`` for each submission, which ``confine`` and ``seccomp`` bind
before any code of a student's runs. The sandbox holds this folder, ``window`` and ``cells``, and no more of this
package.
"""
