# /// exercise
# about = "Files in a temporary folder of the test's, whose path it hands over."
# ///

# %% solution save
import json
from pathlib import Path

def save(table, path):
    """Write the table as JSON; returns the path."""
    ### BEGIN SOLUTION
    with open(path, "w") as file:
        json.dump(table, file)
    return path
    ### END SOLUTION

def names(folder):
    """The names of the text files in a folder, without their ending, in order."""
    ### BEGIN SOLUTION
    return sorted(path.stem for path in Path(folder).glob("*.txt"))
    ### END SOLUTION

# %% test save 1
import os
import tempfile
with tempfile.TemporaryDirectory() as folder:
    place = os.path.join(folder, "table.json")
    assert save({"a": [1, 2]}, place) == place
    with open(place) as file:
        assert json.load(file) == {"a": [1, 2]}
assert not os.path.exists(place)

# %% test save_over 1
with tempfile.NamedTemporaryFile("w+", suffix=".json") as file:
    file.write("nothing")
    file.flush()
    save([None], file.name)
    assert Path(file.name).read_text() == "[null]"

# %% test of_other_kinds 1
for name in ("table.jsonl", "table.ini", "folder/table.geojson"):
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder, name)
        place.parent.mkdir(exist_ok=True)
        save([1], place)
        assert place.read_text() == "[1]"

# %% test names 1
with tempfile.TemporaryDirectory() as folder:
    inner = Path(folder, "inner")
    inner.mkdir()
    assert names(inner) == []
    for name in ("b.txt", "a.txt", "c.csv"):
        (inner / name).write_text(name)
    assert names(inner) == ["a", "b"] and names(str(inner)) == ["a", "b"]

# %% wrong elsewhere: 0
import json

def save(table, path):
    with open("table.json", "w") as file:
        json.dump(table, file)
    return path

def names(folder):
    return ["a", "b"]

# %% wrong forgets_the_end of save: 1
import json
from pathlib import Path

def save(table, path):
    with open(path, "w") as file:
        file.write(json.dumps(table)[:-1])
    return path

def names(folder):
    return sorted(path.stem for path in Path(folder).glob("*.txt"))
