"""The course's nbgrader settings. With the package ``grading`` installed, this file and ``source/`` are a course."""

import os
from pathlib import Path

from nbgrader.preprocessors import (
    AssignLatePenalties,
    GetGrades,
    LimitOutput,
    OverwriteCells,
    SaveAutoGrades,
)

try:
    from grading.environment import use_own_programs
    from grading.export import TableExportPlugin
    from grading.hooks.authoring import CheckCodes
    from grading.hooks.execute import SealedExecute
    from grading.hooks.feedback import TEMPLATES, FeedbackExporter, StudentsView
    from grading.hooks.flags import FlagForAPerson
    from grading.hooks.folders import unusable
    from grading.hooks.pages import PlainOutputs, plain_code, plain_markdown
    from grading.hooks.release import CheckedRelease, FeedbackOfExchange, ReleaseExporter
    from grading.hooks.submissions import SubmissionExporter
    from grading.hooks.validate import only_its_title
    from grading.hooks.zipcollect import CollectInstead
    from grading.printing import Printable
except ImportError as error:
    # nbgrader would only log an error of this file, and go on grading without it.
    raise SystemExit(f"nbgrader_config.py needs the package `grading` in this environment: {error}") from error

# nbgrader would say that there are no notebooks.
if reason := unusable(Path(__file__).parent):
    raise SystemExit(reason)

c = get_config()  # noqa: F821 - nbgrader defines it when it reads this file

# nbgrader starts the program alembic: this environment's own, whether the environment is activated or not.
use_own_programs()

# Names of students' files and folders are logged: no terminal obeys what stands in them.
c.NbGrader.logging_config = {
    "filters": {"printable": {"()": Printable}},
    "handlers": {"console": {"filters": ["printable"]}},
}

# Names the course in the exchange and in the gradebook.
c.CourseDirectory.course_id = "linear_regression_course"
# Several graders can share one gradebook, such as postgresql+psycopg://...; else it is gradebook.db in this folder.
if "NBGRADER_DB_URL" in os.environ:
    c.CourseDirectory.db_url = os.environ["NBGRADER_DB_URL"]
# Students and instructors of one machine meet in this folder; without the variable it is nbgrader's own default.
if "NBGRADER_EXCHANGE_ROOT" in os.environ:
    c.Exchange.root = os.environ["NBGRADER_EXCHANGE_ROOT"]

# What stands in the place of a solution says what to do, and the checks can tell it from a wrong answer.
c.ClearSolutions.code_stub = {"python": 'raise NotImplementedError("Replace this line with your own code.")'}

# A check that names a misconception by a code that the notebook does not explain must not go out.
c.GenerateAssignment.preprocessors.prepend([CheckCodes])
# Nothing goes out, whatever the file, that the release leaves out of the notebook: solutions and hidden tests.
c.GenerateAssignment.exporter_class = ReleaseExporter
c.ExchangeFactory.release_assignment = CheckedRelease
# Work that came by a learning platform has no place in the exchange: its pages are named, and the others' go out.
c.ExchangeFactory.release_feedback = FeedbackOfExchange

# Students hand in links, renamed files, damaged notebooks, deleted and rewritten tests. This reads a submission as
# sound cells in the instructor's order: none of it stops a class, reaches into the course or keeps points.
c.Autograde.exporter_class = SubmissionExporter
# What nbgrader's other steps would do (outputs, doubled ids, kernel, metadata) the exporter has done; the text of
# locked cells is the gradebook's.
c.Autograde.sanitize_preprocessors = [OverwriteCells]
# The student's code runs in a sandbox and the tests outside it; in nbgrader's Execute both would share one process.
# At the end what a person has to look at is flagged, as Formgrader shows it.
c.Autograde.autograde_preprocessors = [
    SealedExecute,
    LimitOutput,
    SaveAutoGrades,
    AssignLatePenalties,
    FlagForAPerson,
]

# "inside": tests run in the student's process, for what needs the student's objects there; their points can be forged.
# For one assignment {"its_name": "inside"}, for one test cell the tag "inside" (or "outside") in source/.
c.SealedExecute.tests = "outside"

# Cells with this tag are left out in grading. "drawing" is that of the pictures; empty: every cell runs.
c.SealedExecute.skip_cells_with_tag = ""

# Who validates a notebook is shown what its checks say, and not their source.
c.Execute.on_cell_error = only_its_title

# Late work is marked as late in the gradebook and loses no points; grading.hooks.late or a plugin of yours takes some.
c.LateSubmissionPlugin.penalty_method = "none"

# What students read of the checks, on feedback pages and in `python -m grading check`: "en", "de", or a language whose
# words are in source/words.LANGUAGE.toml. After a change: python -m grading release
c.HTMLExporter.language_code = "en"

# Archives from learning platforms: `python -m grading collect` takes in what `nbgrader zip_collect` leaves out.
c.ZipCollectApp.collector_plugin = CollectInstead

# What a student wrote is shown and never obeyed, on feedback pages as on Formgrader's: of outputs text and pictures, of
# Markdown what can neither act nor load something, and no other HTML.
c.HTMLExporter.preprocessors = [PlainOutputs]
c.HTMLExporter.filters = {"markdown2html": plain_markdown, "highlight_code": plain_code}
c.HTMLExporter.sanitize_html = True

# `nbgrader export` without an option: nbgrader's table, in which no name is a formula to a spreadsheet.
c.ExportApp.plugin_class = TableExportPlugin

# A feedback page shows results, not tests: StudentsView leaves out the source of every test, hidden or not.
c.GenerateFeedback.preprocessors = [GetGrades, StudentsView]
# The page runs no script and loads nothing. An exporter of its own leaves Formgrader's pages their template.
c.GenerateFeedback.exporter_class = FeedbackExporter
c.FeedbackExporter.template_name = "students_feedback"
c.FeedbackExporter.extra_template_basedirs = [TEMPLATES]
