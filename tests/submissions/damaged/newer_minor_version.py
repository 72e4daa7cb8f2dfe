# /// submission
# about = "Written by a newer Jupyter: a later version of format 4, with fields that nobody here knows."
# ///

# %% folder
import json

cells = [cell | {"contributors": ["me"]} for cell in notebook.cells]
path.write_text(json.dumps(notebook | {"nbformat_minor": 9, "cells": cells, "theme": {"dark": True}}))
