# /// exercise
# about = "Months, intervals and time zones of pandas."
# ///

# %% solution sales
import pandas as pd

def by_month(sales):
    """The sum of the amounts of each month, by its period, in order."""
    ### BEGIN SOLUTION
    return sales.assign(month=sales["day"].dt.to_period("M")).groupby("month")["amount"].sum()
    ### END SOLUTION

def classes(sales):
    """Of each amount, which of the classes (0, 10] and (10, 100] it is in."""
    ### BEGIN SOLUTION
    return pd.cut(sales["amount"], [0, 10, 100])
    ### END SOLUTION

def in_berlin(sales):
    """The days, which are of UTC, as times in Berlin."""
    ### BEGIN SOLUTION
    return sales["day"].dt.tz_localize("UTC").dt.tz_convert("Europe/Berlin")
    ### END SOLUTION

# %% test by_month 2
days = pd.to_datetime(["2024-01-01", "2024-01-31", "2024-03-01"])
sales = pd.DataFrame({"day": days, "amount": [1.0, 20.0, 3.0]})
months = pd.PeriodIndex(["2024-01", "2024-03"], freq="M", name="month")
pd.testing.assert_series_equal(by_month(sales), pd.Series([21.0, 3.0], index=months, name="amount"))
assert by_month(sales).index[0] == pd.Period("2024-01") and by_month(sales)["2024-03"] == 3

# %% test classes 2
assert classes(sales).tolist() == [pd.Interval(0, 10), pd.Interval(10, 100), pd.Interval(0, 10)]
assert list(classes(sales).cat.categories) == list(pd.interval_range(0, 10, 1).append(pd.interval_range(10, 100, 1)))

# %% test in_berlin 1
assert str(in_berlin(sales).dt.tz) == "Europe/Berlin" and in_berlin(sales).dt.hour.tolist() == [1, 1, 1]

# %% wrong by_the_number: 2
import pandas as pd

def by_month(sales):
    return sales.groupby(sales["day"].dt.month)["amount"].sum()

def classes(sales):
    return pd.cut(sales["amount"], [0, 10, 100])

def in_berlin(sales):
    return sales["day"].dt.tz_localize("Europe/Berlin")

# %% cheating equal_to_all: 1/0
import pandas as pd

class Same:
    def __eq__(self, other): return True
    def __getattr__(self, name): return self
    def __call__(self, *args): return self
    def __str__(self): return "Europe/Berlin"
    def __iter__(self): return iter([])

def by_month(sales):
    return Same()

def classes(sales):
    return Same()

def in_berlin(sales):
    return Same()
