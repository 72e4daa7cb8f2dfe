# /// exercise
# about = "Decimal and Fraction."
# ///

# %% given imports
from decimal import Decimal
from fractions import Fraction

# %% solution shares
def shares(amount, people):
    """A Decimal shared out in cents: a list of Decimals whose sum is the amount."""
    ### BEGIN SOLUTION
    cents = int(amount * 100)
    each, rest = divmod(cents, people)
    return [Decimal(each + (place < rest)) / 100 for place in range(people)]
    ### END SOLUTION

# %% test shares 2
assert shares(Decimal("10.00"), 3) == [Decimal("3.34"), Decimal("3.33"), Decimal("3.33")]
assert sum(shares(Decimal("0.05"), 4)) == Decimal("0.05")
assert all(isinstance(share, Decimal) for share in shares(Decimal(1), 2))

# %% solution harmonic
def harmonic(n):
    """1 + 1/2 + … + 1/n, exactly."""
    ### BEGIN SOLUTION
    return sum((Fraction(1, k) for k in range(1, n + 1)), Fraction(0))
    ### END SOLUTION

# %% test harmonic 1
assert harmonic(4) == Fraction(25, 12)
assert harmonic(4).numerator == 25

# %% wrong floats of shares: 1
def shares(amount, people):
    return [round(float(amount) / people, 2)] * people

# %% wrong a_float of harmonic: 2
def harmonic(n):
    return sum(1 / k for k in range(1, n + 1))
