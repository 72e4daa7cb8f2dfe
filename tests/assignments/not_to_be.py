# /// exercise
# about = "What must not be: a file left behind, a forbidden method of a library's class, a column of objects."
# needs = ["pandas"]
# ///

# %% given imports
import os
from pathlib import Path
from unittest import mock
import pandas as pd

# %% solution saves
def save(text, path):
    """Write by way of a temporary file, which is gone at the end."""
    ### BEGIN SOLUTION
    draft = Path(path).with_suffix(".tmp")
    draft.write_text(text)
    os.replace(draft, path)
    ### END SOLUTION

# %% solution averages
def moving(series, width):
    """The mean of each ``width`` values, without `Series.rolling`."""
    ### BEGIN SOLUTION
    return pd.Series([series.iloc[at : at + width].mean() for at in range(len(series) - width + 1)])
    ### END SOLUTION

# %% solution days
def dated(table):
    """The table with its column `day` as times."""
    ### BEGIN SOLUTION
    return table.assign(day=pd.to_datetime(table["day"]))
    ### END SOLUTION

# %% test saves 2
save("words", "kept.txt")
assert sorted(os.listdir()) == ["kept.txt"], os.listdir()
assert Path("kept.txt").read_text() == "words"

# %% test averages 2
with mock.patch.object(pd.Series, "rolling", side_effect=AssertionError("no rolling")) as rolling:
    assert moving(pd.Series([1.0, 3, 5]), 2).tolist() == [2, 4]
assert not rolling.called

# %% test averages_as_rolling 1
values = pd.Series([1.0, 4, 2])
with mock.patch("pandas.Series.rolling") as rolling:
    mine = moving(values, 2)
assert mine.tolist() == values.rolling(2).mean().dropna().tolist()

# %% test days 2
table = dated(pd.DataFrame({"day": ["2024-01-02", "2024-01-03"], "n": [1, 2]}))
assert pd.api.types.is_datetime64_any_dtype(table["day"])
assert table["n"].dtype == "int64"

# %% right otherwise of averages
def moving(series, width):
    sums = series.cumsum()
    return ((sums - sums.shift(width, fill_value=0)) / width)[width - 1 :]

# %% wrong leaves_its_draft of saves: 5
def save(text, path):
    Path(path).with_suffix(".tmp").write_text(text)
    Path(path).write_text(text)

# %% wrong rolls of averages: 4
def moving(series, width):
    return series.rolling(width).mean().dropna()

# %% wrong leaves_objects of days: 5
def dated(table):
    return table.assign(day=pd.to_datetime(table["day"]).astype(object))
