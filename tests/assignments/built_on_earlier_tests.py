# /// exercise
# about = "A test that uses an object of an earlier test's, which was made with one of a still earlier one."
# ///

# %% solution shop
class Item:
    ### BEGIN SOLUTION
    def __init__(self, price):
        self.price = price
    ### END SOLUTION

class Basket:
    ### BEGIN SOLUTION
    def __init__(self, items):
        self.items = list(items)

    def total(self):
        return sum(each.price for each in self.items)
    ### END SOLUTION

# %% test item 1
apple = Item(3)
assert apple.price == 3

# %% test basket 1
basket = Basket([apple, apple])
assert basket.total() == 6

# %% test more 1
basket.items.append(Item(4))
assert basket.total() == 10 and basket.items[0] is apple

# %% wrong counts_items of shop: 1
class Item:
    def __init__(self, price):
        self.price = price
class Basket:
    def __init__(self, items):
        self.items = list(items)
    def total(self):
        return len(self.items)
