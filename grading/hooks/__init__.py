"""What ``nbgrader_config.py`` names: the steps of nbgrader's that this package takes the place of, and what they share.

``submissions`` lists and copies a student's folder, ``repair`` makes sound cells of its notebook, ``execute`` has them
run and writes the ``record``, ``flags`` marks what a person must see, ``feedback`` and ``pages`` show it; ``authoring``
and ``release`` watch what goes out.
"""
