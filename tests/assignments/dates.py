# /// exercise
# about = "Dates and time spans."
# ///

# %% given imports
from datetime import date, datetime, timedelta

# %% solution next_friday
def next_friday(day):
    """The first Friday after a date."""
    ### BEGIN SOLUTION
    return day + timedelta(days=(4 - day.weekday() - 1) % 7 + 1)
    ### END SOLUTION

# %% test next_friday 2
assert next_friday(date(2024, 5, 1)) == date(2024, 5, 3)
assert next_friday(date(2024, 5, 3)) == date(2024, 5, 10)
assert next_friday(date(2024, 5, 1)).isoformat() == "2024-05-03"

# %% solution span
def span(first, last):
    """The time between two texts like '2024-05-01 12:00'."""
    ### BEGIN SOLUTION
    form = "%Y-%m-%d %H:%M"
    return datetime.strptime(last, form) - datetime.strptime(first, form)
    ### END SOLUTION

# %% test span 1
assert span("2024-05-01 12:00", "2024-05-02 13:30") == timedelta(days=1, hours=1, minutes=30)
assert span("2024-05-01 12:00", "2024-05-01 12:30").total_seconds() == 1800

# %% wrong the_same_day of next_friday: 1
def next_friday(day):
    return day + timedelta(days=(4 - day.weekday()) % 7)

# %% wrong a_number of span: 2
def span(first, last):
    form = "%Y-%m-%d %H:%M"
    return (datetime.strptime(last, form) - datetime.strptime(first, form)).seconds
