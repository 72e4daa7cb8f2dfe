# /// submission
# about = "Write: spoils what others have handed in, and the results that stand already."
# lost = []
# ///

# %% before add_bias_column
import json
from pathlib import Path

for course in (Path(json.load(open("target.json"))["course"]), Path("../../..")):
    for step in ("submitted", "autograded", "feedback"):
        for other in course.glob(f"{step}/*/*/*"):
            try:
                other.write_text("spoiled")
                print("GOT THROUGH", other)
            except OSError as error:
                print(type(error).__name__)
