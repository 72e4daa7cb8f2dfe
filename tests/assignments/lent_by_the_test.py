# /// exercise
# about = "Arrays that can only be read, files that the test has opened, and torch's generators of random numbers."
# ///

# %% given imports
import numpy as np
import torch

# %% solution windows
def windows(values, size):
    """All runs of that many neighbours, as a view that cannot be written to."""
    ### BEGIN SOLUTION
    return np.lib.stride_tricks.sliding_window_view(values, size)
    ### END SOLUTION

def frozen(values):
    """A copy that cannot be written to."""
    ### BEGIN SOLUTION
    found = values.copy()
    found.flags.writeable = False
    return found
    ### END SOLUTION

# %% solution doubled
def doubled(values):
    """Twice the values, which stay as they are."""
    ### BEGIN SOLUTION
    return values * 2
    ### END SOLUTION

# %% solution lines
def longest(file):
    """The longest line of an open file, without its end."""
    ### BEGIN SOLUTION
    return max((line.rstrip("\n") for line in file), key=len)
    ### END SOLUTION

def table(rows, file):
    """Write rows into an open file, a line each, the items between commas."""
    ### BEGIN SOLUTION
    for row in rows:
        file.write(",".join(map(str, row)) + "\n")
    ### END SOLUTION

# %% solution weights
def weights(size, generator):
    """Normal random numbers of that generator's."""
    ### BEGIN SOLUTION
    return torch.randn(size, generator=generator)
    ### END SOLUTION

# %% test windows 1
w = windows(np.arange(5.0), 3)
assert w.shape == (3, 3) and w[1].tolist() == [1.0, 2.0, 3.0]
assert not w.flags.writeable

# %% test frozen 1
mine = np.arange(3)
other = frozen(mine)
assert other.tolist() == [0, 1, 2] and not np.shares_memory(mine, other)
try:
    other[0] = 5
except ValueError:
    pass
else:
    raise AssertionError("it can be written to")
mine[0] = 7
assert mine.flags.writeable and other[0] == 0

# %% test doubled 2
locked = np.arange(3.0)
locked.flags.writeable = False
assert doubled(locked).tolist() == [0, 2, 4]
assert locked.tolist() == [0, 1, 2] and not locked.flags.writeable

# %% test longest 1
with open("poem.txt", "w") as file:
    file.write("one\nthree\ntwo\n")
with open("poem.txt") as file:
    assert longest(file) == "three"
    assert file.read() == ""

# %% test table 1
with open("table.csv", "w") as file:
    table([(1, "a"), (2, "b")], file)
with open("table.csv") as file:
    assert file.read() == "1,a\n2,b\n"

# %% test weights 2
one, two = torch.Generator().manual_seed(3), torch.Generator().manual_seed(3)
first = weights(4, one)
assert torch.equal(first, torch.randn(4, generator=two))
assert not torch.equal(weights(4, one), first)
torch.randn(4, generator=two)
assert torch.equal(torch.rand(2, generator=one), torch.rand(2, generator=two))

# %% right by_hand of windows
def windows(values, size):
    found = np.stack([values[at : at + size] for at in range(len(values) - size + 1)])
    found.setflags(write=False)
    return found

def frozen(values):
    found = np.array(values)
    found.setflags(write=False)
    return found

# %% right by_adding of doubled
def doubled(values):
    found = values.copy()
    found += values
    return found

# %% right in_one of lines
def longest(file):
    return sorted(file.read().splitlines(), key=len)[-1]

def table(rows, file):
    import csv
    csv.writer(file, lineterminator="\n").writerows(rows)

# %% right scaled of weights
def weights(size, generator):
    return torch.empty(size).normal_(generator=generator)

# %% wrong can_be_written of windows: 6
def windows(values, size):
    return np.stack([values[at : at + size] for at in range(len(values) - size + 1)])

def frozen(values):
    return values.copy()

# %% wrong in_place of doubled: 6
def doubled(values):
    values *= 2
    return values

# %% wrong the_same of windows: 7
def windows(values, size):
    return np.lib.stride_tricks.sliding_window_view(values, size)

def frozen(values):
    values.flags.writeable = False
    return values

# %% wrong first of lines: 6
def longest(file):
    return file.readline().strip()

def table(rows, file):
    print(*rows, file=file)

# %% wrong of_the_world of weights: 6
def weights(size, generator):
    return torch.randn(size)

# %% wrong starts_anew of weights: 6
def weights(size, generator):
    return torch.randn(size, generator=torch.Generator().manual_seed(generator.initial_seed()))

# %% wrong unlocks of doubled: 6
def doubled(values):
    values.flags.writeable = True
    values *= 2
    return values

# %% cheating tells_another_list of doubled: 8/6
class Told(np.ndarray):
    def tolist(self):
        return [0, 2, 4]

def doubled(values):
    return values.view(Told)
