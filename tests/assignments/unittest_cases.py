# /// exercise
# about = "Tests by unittest's methods."
# ///

# %% solution is_leap
def is_leap(year):
    """Whether a year is a leap year."""
    ### BEGIN SOLUTION
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    ### END SOLUTION

def days_of(year):
    """The days of a year. Raises ValueError for years before 1."""
    ### BEGIN SOLUTION
    if year < 1:
        raise ValueError("before our time")
    return 365 + is_leap(year)
    ### END SOLUTION

# %% test is_leap 2
import unittest
case = unittest.TestCase()
case.assertTrue(is_leap(2024))
case.assertFalse(is_leap(1900))
case.assertIs(is_leap(2000), True)
case.assertEqual([days_of(y) for y in (2023, 2024)], [365, 366])
with case.assertRaisesRegex(ValueError, "before"):
    days_of(0)

# %% wrong every_fourth: 0
def is_leap(year):
    return year % 4 == 0

def days_of(year):
    return 365 + is_leap(year)
