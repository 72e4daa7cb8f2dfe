"""What a student is shown who validates a notebook: what a check says, and not the check.

nbgrader's *Validate* button and ``nbgrader validate`` run the notebook by nbgrader's ``Execute``, and quote the whole
source of a test that fails above what it says. `only_its_title` is a hook of nbclient's that ``nbgrader_config.py``
names.
"""

from __future__ import annotations

import os
from typing import Any

from nbformat import NotebookNode
from nbgrader import utils

_TITLE = "# @title "


def only_its_title(cell: NotebookNode, **_: Any) -> None:
    """Leave a test that failed its title (else its name); only while validating, and in memory alone.

    A test that was changed stays as it is, so that nbgrader can say so.
    """
    if os.environ.get("NBGRADER_EXECUTION") != "validate" or not utils.is_grade(cell):
        return
    told = cell.metadata.nbgrader
    if told.get("checksum") not in (None, utils.compute_checksum(cell)):
        return
    told.pop("checksum", None)
    first = cell.source.split("\n")[0]
    cell.source = first.removeprefix(_TITLE) if first.startswith(_TITLE) else told.grade_id
