# /// exercise
# about = "Views of arrays that were passed, where a copy is asked for, and the other way round."
# ///

# %% given imports
import numpy as np
import torch

# %% solution copies
def mirrored(a):
    ### BEGIN SOLUTION
    return a[::-1].copy()
    ### END SOLUTION

def even(t):
    ### BEGIN SOLUTION
    return t[::2].clone()
    ### END SOLUTION

class Keeps:
    def __init__(self, a):
        ### BEGIN SOLUTION
        self.a = a.copy()

    def total(self):
        return self.a.sum()

    def scale(self, by):
        self.a *= by
        ### END SOLUTION

# %% solution views
def middle(a):
    ### BEGIN SOLUTION
    return a[1:-1, 1:-1]
    ### END SOLUTION

# %% solution two_results
def turned(n):
    ### BEGIN SOLUTION
    a = np.arange(n * n).reshape(n, n)
    return a, a.T
    ### END SOLUTION

def two_tensors(n):
    ### BEGIN SOLUTION
    t = torch.zeros(n)
    return {"first": t, "other": t.clone()}
    ### END SOLUTION

# %% test copies 1
a = np.arange(6)
b = mirrored(a)
b[0] = 99
assert a.tolist() == [0, 1, 2, 3, 4, 5]

# %% test memory 1
a = np.arange(6)
assert not np.shares_memory(mirrored(a), a)

# %% test later 1
a = np.arange(6)
b = mirrored(a)
a[0] = 99
assert b.tolist() == [5, 4, 3, 2, 1, 0]

# %% test tensors 1
t = torch.arange(6.0)
e = even(t)
e.zero_()
assert t[2] == 2

# %% test keeps 1
a = np.arange(3)
k = Keeps(a)
a[0] = 7
assert k.a[0] == 0

# %% test views 1
a = np.arange(16).reshape(4, 4)
m = middle(a)
m[:] = 0
assert a[1, 1] == 0 and a.sum() == 90
assert np.shares_memory(a, m)

# %% test kept_by_an_object 1
a = np.ones((2, 2))
k = Keeps(a)
k.a = a
a[0, 0] = 7
assert k.total() == 10
k.scale(2)
assert a[0, 0] == 14

# %% test views_of_columns 1
a = np.arange(6.0).reshape(2, 3)
middle(np.asfortranarray(np.zeros((4, 4))))[0] = 1
m = middle(np.pad(a, 1))
assert m.tolist() == a.tolist()

# %% test two_results_share 1
a, b = turned(3)
assert b.base is a or b.base is a.base
a[0, 2] = 99
assert b[2, 0] == 99 and np.shares_memory(a, b)

# %% test two_results_do_not 1
both = two_tensors(3)
both["first"][0] = 1
assert both["other"].tolist() == [0, 0, 0]
assert both["other"].data_ptr() != both["first"].data_ptr()

# %% right other_copies of copies
def mirrored(a):
    return np.array(list(reversed(a)))
def even(t):
    return torch.stack(list(t)[::2])
class Keeps:
    def __init__(self, a):
        self.a = np.array(a)
    def total(self):
        return sum(map(sum, self.a))
    def scale(self, by):
        np.multiply(self.a, by, out=self.a)

# %% right by_slices of views
def middle(a):
    return a[slice(1, -1)].T[1:-1].T

# %% wrong gives_views of copies: 4
def mirrored(a):
    return a[::-1]
def even(t):
    return t[::2]
class Keeps:
    def __init__(self, a):
        self.a = a
    def total(self):
        return self.a.sum()
    def scale(self, by):
        self.a = self.a * by

# %% wrong gives_a_copy of views: 9
def middle(a):
    return a[1:-1, 1:-1].copy()

# %% right other_results of two_results
def turned(n):
    whole = np.arange(n * n + 2)[1:-1] - 1
    return whole.reshape(n, n), np.swapaxes(whole.reshape(n, n), 0, 1)

def two_tensors(n):
    return {"first": torch.zeros(2 * n)[:n], "other": torch.zeros(n)}

# %% wrong copies_and_shares of two_results: 8
def turned(n):
    a = np.arange(n * n).reshape(n, n)
    return a, a.T.copy()

def two_tensors(n):
    t = torch.zeros(n)
    return {"first": t, "other": t[:]}
