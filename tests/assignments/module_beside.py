# /// exercise
# about = "A module of the instructor's beside the notebook, which given cells, answers and tests import."
# ///

# %% file helpers.py
RATE = 0.19


def rounded(amount):
    return round(amount, 2)

# %% given imports
import helpers

# %% solution gross
from helpers import RATE, rounded

def gross(net):
    """With the tax, rounded."""
    ### BEGIN SOLUTION
    return rounded(net * (1 + RATE))
    ### END SOLUTION

# %% test gross 2
from helpers import rounded
assert gross(100) == 119
assert gross(9.99) == rounded(9.99 * (1 + helpers.RATE))

# %% wrong not_rounded: 0
def gross(net):
    return net * 1.19

# %% cheating other_helpers: 2/0
import helpers
helpers.rounded = lambda amount: 119
helpers.RATE = 0

def gross(net):
    return 119
