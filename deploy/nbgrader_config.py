"""The settings of nbgrader for students of a hub: ``etc/jupyter/nbgrader_config.py`` in their environment."""

import os

c = get_config()  # noqa: F821 - nbgrader defines it when it reads this file

# As in the course's own settings.
c.CourseDirectory.course_id = "linear_regression_course"
if "NBGRADER_EXCHANGE_ROOT" in os.environ:
    c.Exchange.root = os.environ["NBGRADER_EXCHANGE_ROOT"]
