# /// exercise
# about = "A class's own comparison, asked by its name."
# ///

# %% solution Money
class Money:
    """So many cents; to be compared with money alone."""
    ### BEGIN SOLUTION
    def __init__(self, cents):
        self.cents = cents

    def __eq__(self, other):
        return self.cents == other.cents if isinstance(other, Money) else NotImplemented
    ### END SOLUTION

# %% test Money_equal 1
assert Money(3) == Money(3) and Money(3) != Money(4)
assert Money(3).__eq__(Money(3)) is True and Money(3).__eq__(Money(4)) is False

# %% test Money_with_others 2
assert Money(3).__eq__(3) is NotImplemented and Money(3).__ne__("3") is NotImplemented
assert Money(3) != 3

# %% right by_type of Money
class Money:
    def __init__(self, cents):
        self.cents = cents
    def __eq__(self, other):
        if type(other) is not Money:
            return NotImplemented
        return other.cents == self.cents

# %% wrong says_no of Money: 1
class Money:
    def __init__(self, cents):
        self.cents = cents
    def __eq__(self, other):
        return isinstance(other, Money) and self.cents == other.cents

# %% wrong no_equality of Money: 2
class Money:
    def __init__(self, cents):
        self.cents = cents

# %% cheating equal_to_all of Money: 0/0
class Money:
    def __init__(self, cents):
        self.cents = cents
    def __eq__(self, other):
        return True
