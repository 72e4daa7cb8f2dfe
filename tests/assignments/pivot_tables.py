# /// exercise
# about = "Pandas: groups, joins, indexes, categories."
# needs = ["pandas"]
# ///

# %% given imports
import numpy as np
import pandas as pd

# %% solution merged
def merged(people, visits):
    """The number of visits of each person, 0 too, by name in order."""
    ### BEGIN SOLUTION
    counts = visits.groupby("person").size()
    return people.set_index("name").index.to_series().map(counts).fillna(0).astype(int).sort_index()
    ### END SOLUTION

# %% test merged 2
people = pd.DataFrame({"name": ["Cem", "Ann", "Bob"]})
visits = pd.DataFrame({"person": ["Ann", "Ann", "Cem"], "when": pd.date_range("2024-01-01", periods=3)})
found = merged(people, visits)
assert found.to_dict() == {"Ann": 2, "Bob": 0, "Cem": 1}
assert found.index.tolist() == ["Ann", "Bob", "Cem"]

# %% solution monthly
def monthly(visits):
    """How many visits there are in each month, as a DataFrame with a DatetimeIndex."""
    ### BEGIN SOLUTION
    return visits.set_index("when").resample("MS").size().to_frame("visits")
    ### END SOLUTION

# %% test monthly 2
visits = pd.DataFrame({"when": pd.to_datetime(["2024-01-05", "2024-01-09", "2024-03-01"])})
found = monthly(visits)
assert found["visits"].tolist() == [2, 0, 1]
assert isinstance(found.index, pd.DatetimeIndex) and found.shape == (3, 1)

# %% wrong without_zeros of merged: 2
def merged(people, visits):
    return visits.groupby("person").size()

# %% wrong numbers of monthly: 2
def monthly(visits):
    return visits.groupby(visits["when"].dt.month).size()
