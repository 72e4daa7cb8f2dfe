"""What goes out of a course, in files that spreadsheets and learning platforms take as they are.

nbgrader's ``export`` creates one of these plugins and calls it with the gradebook: `grades` have tables of points,
`handback` answers what was collected from a platform, by the names that its archive had.
"""

from grading.export.grades import CanvasExportPlugin, MoodleExportPlugin, TableExportPlugin, cell, points
from grading.export.handback import FeedbackArchivePlugin, MoodleWorksheetPlugin

__all__ = [
    "CanvasExportPlugin",
    "FeedbackArchivePlugin",
    "MoodleExportPlugin",
    "MoodleWorksheetPlugin",
    "TableExportPlugin",
    "cell",
    "points",
]
