# /// exercise
# about = "A callable class with keyword arguments, and a class method as a constructor."
# ///

# %% solution Polynomial
class Polynomial:
    """A polynomial by its coefficients, the constant one first."""
    ### BEGIN SOLUTION
    def __init__(self, *coefficients):
        self.coefficients = list(coefficients)

    @classmethod
    def from_roots(cls, roots):
        made = cls(1)
        for root in roots:
            made = made * cls(-root, 1)
        return made

    def __call__(self, x):
        return sum(c * x**k for k, c in enumerate(self.coefficients))

    def __mul__(self, other):
        product = [0] * (len(self.coefficients) + len(other.coefficients) - 1)
        for i, a in enumerate(self.coefficients):
            for j, b in enumerate(other.coefficients):
                product[i + j] += a * b
        return Polynomial(*product)

    def __eq__(self, other):
        return self.coefficients == other.coefficients

    def derivative(self):
        return Polynomial(*(k * c for k, c in enumerate(self.coefficients) if k))

    @property
    def degree(self):
        return len(self.coefficients) - 1
    ### END SOLUTION

# %% test Polynomial 2
p = Polynomial(1, 0, 2)
assert callable(p) and p(3) == 19 and p.degree == 2
assert p.derivative().coefficients == [0, 4]
assert p.derivative()(2) == 8
assert (p * Polynomial(0, 1)).coefficients == [0, 1, 0, 2]

# %% test Polynomial_from_roots 1
assert Polynomial.from_roots([1, 2]) == Polynomial(2, -3, 1)
assert Polynomial.from_roots([1, 2])(1) == 0

# %% wrong other_order: 0
class Polynomial:
    def __init__(self, *coefficients):
        self.coefficients = list(coefficients)
    def __call__(self, x):
        return sum(c * x**k for k, c in enumerate(reversed(self.coefficients)))
    degree = 2
