# /// exercise
# about = "Arrays and tensors that a function, a method or a generator gives out and goes on with, or copies of them."
# ///

# %% given imports
from itertools import islice

import numpy as np
import torch

# %% solution descent
def descent(gradient, start, rate):
    """The places that gradient descent visits, without end; each is the caller's own."""
    ### BEGIN SOLUTION
    place = np.array(start, dtype=float)
    while True:
        yield place.copy()
        place = place - rate * gradient(place)
    ### END SOLUTION

# %% solution bag
class Bag:
    """Numbers, as an array that is the caller's own."""

    ### BEGIN SOLUTION
    def __init__(self, numbers):
        self._numbers = np.array(numbers)

    def numbers(self):
        return self._numbers.copy()

    def add(self, by):
        self._numbers += by
    ### END SOLUTION

# %% solution average
def running_average():
    """A function that gives the mean of all tensors that it has been called with, each time as a new tensor."""
    ### BEGIN SOLUTION
    total, count = 0.0, 0

    def average(values):
        nonlocal total, count
        total, count = total + values, count + 1
        return total / count

    return average
    ### END SOLUTION

# %% solution largest
def largest(rows):
    """The row with the greatest sum: the array itself, in the list that holds all, and that list."""
    ### BEGIN SOLUTION
    return max(rows, key=np.sum), rows
    ### END SOLUTION

# %% test descent_goes_on 2
steps = descent(lambda place: 2 * place, [1.0, -2.0], 0.25)
first, second = next(steps), next(steps)
assert first.tolist() == [1, -2] and second.tolist() == [0.5, -1]
second[:] = 100
assert next(steps).tolist() == [0.25, -0.5]

# %% test descent_kept 2
kept = list(islice(descent(lambda place: 2 * place, [1.0, -2.0], 0.25), 3))
np.testing.assert_allclose(kept, [[1, -2], [0.5, -1], [0.25, -0.5]])

# %% test bag_is_its_own 2
bag = Bag([1, 2, 3])
mine = bag.numbers()
mine[0] = 50
assert bag.numbers().tolist() == [1, 2, 3]

# %% test bag_gives_what_is_now 1
bag = Bag([1, 2, 3])
before = bag.numbers()
bag.add(5)
assert before.tolist() == [1, 2, 3] and bag.numbers().tolist() == [6, 7, 8]

# %% test average_is_new 2
average = running_average()
one = average(torch.tensor([2.0, 4.0]))
two = average(torch.tensor([4.0, 0.0]))
assert one.tolist() == [2, 4] and two.tolist() == [3, 2] and one is not two

# %% test largest_is_the_row 1
rows = [np.array([1, 2]), np.array([5, 5]), np.array([0, 9])]
found, same = largest(rows)
assert found is rows[1] and same is rows
found[0] = 0
assert rows[1].tolist() == [0, 5]

# %% right array_of_the_step of descent
def descent(gradient, start, rate):
    place = np.asarray(start, dtype=float)
    while True:
        place, given = place - rate * gradient(place), place.copy()
        yield given

# %% right in_a_list of bag
class Bag:
    def __init__(self, numbers):
        self.kept = list(numbers)

    def numbers(self):
        return np.array(self.kept)

    def add(self, by):
        self.kept = [each + by for each in self.kept]

# %% right stacks of average
def running_average():
    seen = []

    def average(values):
        seen.append(values)
        return torch.stack(seen).mean(dim=0)

    return average

# %% wrong yields_its_own of descent: 8
def descent(gradient, start, rate):
    place = np.array(start, dtype=float)
    while True:
        yield place
        place = place - rate * gradient(place)

# %% wrong yields_one of descent: 6
def descent(gradient, start, rate):
    place = np.array(start, dtype=float)
    while True:
        yield place
        place -= rate * gradient(place)

# %% wrong gives_its_own of bag: 7
class Bag:
    def __init__(self, numbers):
        self._numbers = np.array(numbers)

    def numbers(self):
        return self._numbers

    def add(self, by):
        self._numbers += by

# %% wrong gives_a_view of bag: 7
class Bag:
    def __init__(self, numbers):
        self._numbers = np.array(numbers)

    def numbers(self):
        return self._numbers[:]

    def add(self, by):
        self._numbers += by

# %% wrong fills_one of average: 8
def running_average():
    total, mean = torch.zeros(2), torch.zeros(2)
    count = 0

    def average(values):
        nonlocal count
        total.add_(values)
        count += 1
        return mean.copy_(total / count)

    return average

# %% wrong another of largest: 9
def largest(rows):
    return max(rows, key=np.sum).copy(), rows

# %% cheating keeps_what_it_gave of bag: 7/7
class Bag:
    def __init__(self, numbers):
        self.asked, self._numbers = [], np.array(numbers)

    def numbers(self):
        self.asked.append(self._numbers[:])
        return self.asked[-1]

    def add(self, by):
        for each in [*self.asked, self._numbers]:
            each += by
