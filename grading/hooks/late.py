"""Late penalties, as nbgrader's ``AssignLatePenalties`` asks a plugin for them.

A course names one in its settings, with ``c.AssignLatePenalties.plugin_class``; nbgrader's own takes nothing, or all.
"""

from __future__ import annotations

import math

from nbgrader.plugins import LateSubmissionPlugin
from traitlets import Float

_DAY = 24 * 60 * 60  # seconds


class PenaltyPerDay(LateSubmissionPlugin):
    """Takes a part of the points for each day that has begun since the work was due, extensions included."""

    per_day = Float(0.1, min=0, max=1, help="The part of the points that each day takes.").tag(config=True)
    most = Float(1.0, min=0, max=1, help="The part that all days take together at most.").tag(config=True)
    grace = Float(0.0, min=0, help="Minutes after the due time within which nothing is late.").tag(config=True)

    def late_submission_penalty(self, student_id: str, score: float, total_seconds_late: float) -> float | None:
        """Called by nbgrader with the points of a notebook that is late; returns the points that it loses."""
        late = total_seconds_late - self.grace * 60
        return float(score * min(self.most, self.per_day * math.ceil(late / _DAY))) if late > 0 else None
