# /// exercise
# about = "Names bound inside for, with, try and if, by magics and by imports in a solution cell."
# ///

# %% file numbers.txt
4 5 6

# %% solution answers
### BEGIN SOLUTION
%matplotlib inline
import math as maths
from collections import (OrderedDict,
                         deque)
for number in range(5):
    largest_square = number**2
with open("numbers.txt") as file:
    numbers = [int(word) for word in file.read().split()]
try:
    ratio = 1 / 0
except ZeroDivisionError:
    ratio = None
if numbers:
    first, *rest = numbers
else:
    first, rest = None, []
here = !echo hello
while (count := len(rest)) > 5:
    pass
### END SOLUTION

# %% test answers 2
assert largest_square == 16 and number == 4
assert numbers == [4, 5, 6] and ratio is None
assert first == 4 and rest == [5, 6] and count == 2

# %% test answers_imports 1
assert maths.sqrt(4) == 2
assert deque([1]).pop() == 1 and OrderedDict(a=1)["a"] == 1

# %% test answers_shell 1
assert list(here) == ["hello"]

# %% wrong one_off: 2
%matplotlib inline
import math as maths
from collections import OrderedDict, deque
for number in range(4):
    largest_square = number**2
numbers, ratio, first, rest, count = [4, 5, 6], None, 4, [5, 6], 2
here = !echo hello
