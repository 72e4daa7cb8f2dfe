# /// exercise
# about = "Regular expressions that a student has compiled."
# ///

# %% solution phone
import re
### BEGIN SOLUTION
PHONE = re.compile(r"(\d{2}) (\d+)")
### END SOLUTION

def first(text):
    """The first telephone number in a text, as `re` finds it; None where there is none."""
    ### BEGIN SOLUTION
    return PHONE.search(text)
    ### END SOLUTION

# %% test phone 2
assert isinstance(PHONE, re.Pattern) and PHONE.groups == 2
assert PHONE.sub("X", "call 49 123 or 44 7") == "call X or X"
assert PHONE.pattern == r"(\d{2}) (\d+)" and not PHONE.search("4 12")

# %% test first 1
assert first("call 49 123").groups() == ("49", "123") and first("nobody") is None

# %% wrong any_digits: 0
import re

PHONE = re.compile(r"\d+")

def first(text):
    return re.search(r"\d+", text)

# %% cheating says_what_is_expected: 2/0
import re

class Says:
    groups, pattern = 2, r"(\d{2}) (\d+)"
    __class__ = re.Pattern
    def sub(self, new, text): return "call X or X"
    def search(self, text): return None

PHONE = Says()

def first(text):
    return Says()
