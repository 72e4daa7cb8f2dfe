# /// exercise
# about = "Groups, times and columns with gaps, of pandas."
# needs = ["pandas"]
# ///

# %% plain
import pandas as pd

# %% given data
sales = pd.DataFrame({
    "day": pd.date_range("2024-01-01", periods=4, freq="D"),
    "shop": ["n", "s", "n", "e"],
    "amount": [3.0, None, 2.0, 5.0],
})

# %% solution grouped
### BEGIN SOLUTION
groups = sales.groupby("shop")
totals = groups["amount"].sum()
daily = sales.set_index("day")["amount"].resample("2D").sum()
span = sales["day"].max() - sales["day"].min()
whole = sales["amount"].astype("Int64")
### END SOLUTION

# %% test grouped 1
assert len(groups) == 3 and sorted(groups.groups) == ["e", "n", "s"]
assert groups.get_group("n").shape == (2, 3)
pd.testing.assert_series_equal(totals, sales.groupby("shop")["amount"].sum())

# %% test grouped_times 1
assert daily.index.freqstr == "2D"
assert span == pd.Timedelta(days=3) and span.days == 3

# %% test grouped_gaps 1
assert whole.dtype == "Int64" and whole.isna().sum() == 1 and whole.sum() == 10

# %% wrong lists: 0
groups = totals = daily = span = whole = sales["amount"].tolist()

# %% cheating says_so: 2/1
class Anything:
    def __getattr__(self, name):
        return self
    def __eq__(self, other):
        return True
    def __call__(self, *args, **kwargs):
        return self
groups = daily = whole = Anything()
totals = sales.groupby("shop")["amount"].sum()
span = pd.Timedelta(days=3)
