# /// submission
# about = "Read: asks the import system for the modules of the grader, of the tests and of the course's settings."
# lost = []
# ///

# %% before add_bias_column
import importlib
import importlib.metadata
import pkgutil

for name in ("grading", "grading.seal.examiner", "grading.seal.sandbox.remote", "grading.hooks.source", "nbgrader_config", "nbgrader", "tests", "conftest"):
    try:
        print(name, importlib.import_module(name))
    except BaseException as error:
        print(name, type(error).__name__)
print(sorted(module.name for module in pkgutil.iter_modules() if "grad" in module.name))
for distribution in importlib.metadata.distributions():
    for file in distribution.files or ():
        if str(file).endswith((".ipynb", "direct_url.json", ".pth")):
            try:
                print(file, file.read_text())
            except BaseException as error:
                print(file, type(error).__name__)
