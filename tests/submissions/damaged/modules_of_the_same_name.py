# /// submission
# about = "Brought modules that take the place of the libraries."
# ///

# %% folder
for name in ("torch", "matplotlib", "course_checks", "json", "sitecustomize", "usercustomize"):
    (folder / f"{name}.py").write_text(f"raise SystemExit('{name} of the student')\n")
(folder / "numpy").mkdir()
(folder / "numpy" / "__init__.py").write_text("raise SystemExit('numpy of the student')\n")
