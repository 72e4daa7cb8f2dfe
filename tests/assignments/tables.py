# /// exercise
# about = "Pandas: frames in, frames out, and the argument stays."
# needs = ["pandas"]
# ///

# %% given imports
import pandas as pd

# %% solution clean
def clean(frame):
    """Without rows that lack a value, with a column ``total``; the argument stays."""
    ### BEGIN SOLUTION
    kept = frame.dropna().copy()
    kept["total"] = kept["price"] * kept["count"]
    return kept
    ### END SOLUTION

# %% test clean 2
frame = pd.DataFrame({"item": ["a", "b", None], "price": [1.5, 2.0, 3.0], "count": [2, 3, 4]})
before = frame.copy()
result = clean(frame)
assert isinstance(result, pd.DataFrame)
assert list(result.columns) == ["item", "price", "count", "total"]
assert result["total"].tolist() == [3.0, 6.0]
assert len(result) == 2
pd.testing.assert_frame_equal(frame, before)

# %% solution totals
def totals(frame):
    """The sum of ``count`` by ``item``, as a Series."""
    ### BEGIN SOLUTION
    return frame.groupby("item")["count"].sum()
    ### END SOLUTION

# %% test totals 2
frame = pd.DataFrame({"item": ["a", "b", "a"], "count": [1, 2, 3]})
result = totals(frame)
assert isinstance(result, pd.Series)
assert result["a"] == 4 and result.loc["b"] == 2
assert result.index.name == "item"
expected = pd.Series([4, 2], index=pd.Index(["a", "b"], name="item"), name="count")
pd.testing.assert_series_equal(result, expected)

# %% wrong changes_it of clean: 2
def clean(frame):
    frame.dropna(inplace=True)
    frame["total"] = frame["price"] * frame["count"]
    return frame

# %% wrong a_frame of totals: 2
def totals(frame):
    return frame.groupby("item", as_index=False)["count"].sum()

# %% cheating lying_frame of totals: 2/2
class Lie(pd.Series):
    def __getitem__(self, key):
        return 4
    def equals(self, other):
        return True

def totals(frame):
    return Lie([0, 0])
