# /// exercise
# about = "Objects of a class of the test's, handed over."
# ///

# %% solution cheapest
def cheapest(products):
    """The name of the product with the lowest price()."""
    ### BEGIN SOLUTION
    return min(products, key=lambda product: product.price()).name
    ### END SOLUTION

def restock(product, count):
    """Add to the product's ``stock``."""
    ### BEGIN SOLUTION
    product.stock += count
    ### END SOLUTION

# %% test cheapest 2
class Product:
    def __init__(self, name, cost):
        self.name, self.cost, self.stock, self.asked = name, cost, 0, 0

    def price(self):
        self.asked += 1
        return self.cost * 2

products = [Product("pen", 3), Product("ink", 2)]
assert cheapest(products) == "ink"
assert all(product.asked for product in products)
restock(products[0], 4)
assert products[0].stock == 4

# %% wrong first: 0
def cheapest(products):
    return products[0].name

def restock(product, count):
    stock = product.stock + count
