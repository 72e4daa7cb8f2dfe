"""Autograding of PyTorch notebooks on top of nbgrader."""

import sys

# With it jsonschema, which nbformat imports, could check internationalised addresses: a notebook's schema has none, and
# the grammar for them takes a second at each start. Where jsonschema has been imported before, this changes nothing.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
