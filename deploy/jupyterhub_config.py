"""An example of a JupyterHub on one machine: students, the course's own server with Formgrader, and the button *Check*.

Three accounts, and two environments of Python, keep apart who may see what; docs/hub.md says how they are made:

| who | runs | sees |
|---|---|---|
| a student | their own server, from STUDENTS | their home, the exchange |
| GRADER | the services `course` and `check`, from GRADERS | COURSE, which is closed to all others, and the exchange |
| root | this hub | |
"""

import os
from pathlib import Path

COURSE = Path(os.environ.get("COURSE", "/srv/course"))
EXCHANGE = os.environ.get("NBGRADER_EXCHANGE_ROOT", "/srv/exchange")
GRADER = os.environ.get("GRADER", "grader")
# JupyterLab, nbgrader and the button. No package `grading`, since its sample submissions are solutions.
STUDENTS = Path(os.environ.get("STUDENTS", "/opt/students"))
# The package `grading` with its extra `hub`.
GRADERS = Path(os.environ.get("GRADERS", "/opt/graders"))
INSTRUCTORS = set(os.environ.get("INSTRUCTORS", "instructor").split())
# Loopback: what encrypts, and lets the world in, stands before it.
HUB = os.environ.get("HUB_URL", "http://127.0.0.1:8000")
COURSE_URL, CHECK_URL = "http://127.0.0.1:9999", "http://127.0.0.1:10101"

c = get_config()  # noqa: F821 - JupyterHub defines it when it reads this file

c.JupyterHub.bind_url = HUB
c.Authenticator.allowed_users = INSTRUCTORS
c.Authenticator.allow_all = True

c.Spawner.cmd = [str(STUDENTS / "bin/jupyterhub-singleuser")]
c.Spawner.default_url = "/lab"
c.Spawner.environment = {
    # For the settings below, and for the course's own.
    "NBGRADER_EXCHANGE_ROOT": EXCHANGE,
    # Where the button sends a notebook.
    "GRADING_CHECK_URL": f"{HUB}/services/check/",
}

c.JupyterHub.services = [
    # The course's JupyterLab: one server for all instructors. Started in the course's folder, it reads the course's
    # settings, by which Formgrader grades sealed. It opens with Formgrader as a page of its own, since JupyterHub lets
    # no page stand in a frame of JupyterLab's; JupyterLab itself is at /services/course/lab.
    {
        "name": "course",
        "url": COURSE_URL,
        "command": [
            str(GRADERS / "bin/jupyterhub-singleuser"),
            "--ServerApp.root_dir=.",
            "--ServerApp.default_url=/formgrader",
        ],
        "user": GRADER,
        "cwd": str(COURSE),
        # Settings that cannot be read end it: nbgrader would go on with its own, and so unsealed.
        "environment": {"NBGRADER_EXCHANGE_ROOT": EXCHANGE, "TRAITLETS_APPLICATION_RAISE_CONFIG_FILE_ERROR": "1"},
        "oauth_no_confirm": True,
    },
    # What grades for the button, as the account that alone may read the hidden tests.
    {
        "name": "check",
        "url": CHECK_URL,
        "command": [str(GRADERS / "bin/python"), "-m", "grading", "hub"],
        "user": GRADER,
        "cwd": str(COURSE),
        "display": False,
    },
]

_CHECK = "access:services!service=check"
c.JupyterHub.load_roles = [
    # Students may check, and so may their servers, on whose token the button works. The rest is JupyterHub's default.
    {"name": "user", "scopes": ["self", _CHECK]},
    {"name": "server", "scopes": ["users:activity!user", "access:servers!server", _CHECK]},
    {"name": "instructors", "users": list(INSTRUCTORS), "scopes": ["access:services!service=course"]},
]
