# /// exercise
# about = "Classes of a test's made of plain types, which notice how they are used; and what a class has of its own."
# ///

# %% solution f
def total(values):
    ### BEGIN SOLUTION
    s = 0
    for v in values:
        s += v
    return s
    ### END SOLUTION

def first_true(values):
    ### BEGIN SOLUTION
    for v in values:
        if v:
            return v
    ### END SOLUTION

def lookup(table, keys):
    ### BEGIN SOLUTION
    return [table[k] for k in keys]
    ### END SOLUTION

def smallest(items):
    ### BEGIN SOLUTION
    it = iter(items)
    best = next(it)
    for x in it:
        if x < best:
            best = x
    return best
    ### END SOLUTION

class Square:
    ### BEGIN SOLUTION
    def area(self): return 4
class Special(Square):
    pass
    ### END SOLUTION

# %% test lists 1
class Once(list):
    seen = 0
    def __iter__(self):
        Once.seen += 1
        return super().__iter__()
    def __getitem__(self, i):
        raise AssertionError("iterate")
assert total(Once([1, 2, 3])) == 6
assert Once.seen == 1

# %% test dicts 1
class Log(dict):
    def __init__(self, *a):
        super().__init__(*a)
        self.asked = []
    def __getitem__(self, k):
        self.asked.append(k)
        return super().__getitem__(k)
t = Log({"a": 1, "b": 2})
assert lookup(t, ["b", "a"]) == [2, 1]
assert t.asked == ["b", "a"]

# %% test unasked 1
t = Log({"a": 1, "b": 2})
lookup(t, ["a"])
assert "b" not in t.asked

# %% test ints 1
class Counted(int):
    n = 0
    def __lt__(self, o):
        Counted.n += 1
        return int(self) < int(o)
assert smallest([Counted(i) for i in (5, 3, 4)]) == 3
assert Counted.n == 2

# %% test plain_subclass 1
class Vector(list):
    def norm(self):
        return sum(x * x for x in self) ** 0.5
assert total(Vector([1, 2])) == 3

# %% test missing 1
class Zero(dict):
    def __missing__(self, k):
        return 0
assert lookup(Zero(a=1), "ab") == [1, 0]

# %% test inherits 1
assert issubclass(Special, Square)
assert "area" not in Special.__dict__ and "area" in Square.__dict__
assert "area" not in vars(Special)

# %% right with_other_means of f
def total(values):
    import functools
    return functools.reduce(lambda a, b: a + b, values, 0)
def first_true(values):
    return next(filter(None, values), None)
def lookup(table, keys):
    out = []
    for k in keys:
        out.append(table[k])
    return out
def smallest(items):
    return min(items)
class Square:
    area = lambda self: 4
class Special(Square):
    """Nothing of its own."""

# %% wrong looks_at_all of f: 2
def total(values):
    for i in range(len(values)): values[i]
    return sum(values)
def first_true(values):
    return [v for v in values if v][0]
def lookup(table, keys):
    return [dict((k, table[k]) for k in table)[k] if k in table else 0 for k in keys]
def smallest(items):
    return sorted(items, key=int)[0]
class Square:
    def area(self): return 4
class Special(Square):
    def area(self): return 4
