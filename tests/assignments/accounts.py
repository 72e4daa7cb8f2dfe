# /// exercise
# about = "A class that raises the student's own exceptions."
# ///

# %% solution Account
class InsufficientFunds(ValueError):
    """Raised where more is withdrawn than is there; knows the ``missing`` amount."""
    ### BEGIN SOLUTION
    def __init__(self, missing):
        super().__init__(f"{missing} too much")
        self.missing = missing
    ### END SOLUTION


class Account:
    """Money that belongs to somebody."""
    ### BEGIN SOLUTION
    def __init__(self, owner, balance=0):
        self.owner, self.balance = owner, balance

    def deposit(self, amount):
        if amount <= 0:
            raise ValueError("amount must be positive")
        self.balance += amount
        return self

    def withdraw(self, amount):
        if amount > self.balance:
            raise InsufficientFunds(amount - self.balance)
        self.balance -= amount
    ### END SOLUTION

# %% test Account 2
account = Account("Ann")
assert account.owner == "Ann" and account.balance == 0
account.deposit(10).deposit(5)
assert account.balance == 15
account.withdraw(5)
assert account.balance == 10
assert Account("Bob", balance=7).balance == 7

# %% test Account_refuses 2
account = Account("Ann", 3)
try:
    account.withdraw(5)
except InsufficientFunds as error:
    assert "2" in str(error)
    assert error.missing == 2
else:
    raise AssertionError("no error")
assert account.balance == 3
assert issubclass(InsufficientFunds, ValueError)
try:
    account.deposit(-1)
except InsufficientFunds:
    raise AssertionError("the wrong error")
except ValueError:
    pass
else:
    raise AssertionError("no error for a negative deposit")

# %% wrong plain_error: 2
class InsufficientFunds(ValueError):
    pass

class Account:
    def __init__(self, owner, balance=0):
        self.owner, self.balance = owner, balance
    def deposit(self, amount):
        if amount <= 0:
            raise ValueError("amount must be positive")
        self.balance += amount
        return self
    def withdraw(self, amount):
        if amount > self.balance:
            raise ValueError(f"{amount - self.balance} too much")
        self.balance -= amount

# %% wrong no_chain: 0
class InsufficientFunds(Exception):
    pass

class Account:
    def __init__(self, owner, balance=0):
        self.owner, self.balance = owner, balance
    def deposit(self, amount):
        self.balance += amount
    def withdraw(self, amount):
        self.balance -= amount
