# /// exercise
# about = "Answers in variables, and one in a list that given code uses."
# ///

# %% solution answers
### BEGIN SOLUTION
height = 1.8
names = ["Ann", "Bob"]
table = {"a": [1, 2], "b": (3,)}
mean = sum([1, 2, 3]) / 3
### END SOLUTION

# %% test answers 2
assert abs(height - 1.8) < 1e-9
assert names == ["Ann", "Bob"] and table["b"] == (3,)

# %% test mean 1
assert mean == 2
assert isinstance(mean, float)

# %% right another_way
height, names, table, mean = 18 / 10, "Ann Bob".split(), dict(a=[1, 2], b=(3,)), 2.0

# %% wrong an_int: 2
height, names, table, mean = 1.8, ["Ann", "Bob"], {"a": [1, 2], "b": (3,)}, 2

# %% cheating always_equal: 2/0
class Any(dict):
    def __eq__(self, other):
        return True
    def __getitem__(self, key):
        return Any()
    def __sub__(self, other):
        return 0.0
height = Any()
names = table = mean = Any()
height.__class__.__abs__ = lambda self: 0.0
