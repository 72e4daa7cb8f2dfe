# /// exercise
# about = "An object whose list must not be given away."
# ///

# %% solution Cart
class Cart:
    """Items with prices; ``items`` gives a copy."""
    ### BEGIN SOLUTION
    def __init__(self):
        self._items = {}

    def add(self, name, price):
        self._items[name] = price

    @property
    def items(self):
        return dict(self._items)

    def total(self):
        return sum(self._items.values())
    ### END SOLUTION

# %% test Cart 1
cart = Cart()
cart.add("pen", 2)
cart.add("ink", 3.5)
assert cart.total() == 5.5 and cart.items == {"pen": 2, "ink": 3.5}

# %% test Cart_is_closed 2
cart = Cart()
cart.add("pen", 2)
cart.items["yacht"] = 0
assert "yacht" not in cart.items
assert Cart().items == {}, "carts share their items"

# %% wrong gives_it_away: 1
class Cart:
    def __init__(self):
        self.items = {}
    def add(self, name, price):
        self.items[name] = price
    def total(self):
        return sum(self.items.values())

# %% wrong shared: 1
class Cart:
    _items = {}
    def add(self, name, price):
        self._items[name] = price
    @property
    def items(self):
        return dict(self._items)
    def total(self):
        return sum(self._items.values())
