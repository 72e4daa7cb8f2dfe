# /// exercise
# about = "Objects that one test has made and the next one uses, and modules that it has imported."
# ///

# %% solution bird
class Bird:
    def __init__(self, name):
        ### BEGIN SOLUTION
        self.name, self.eggs = name, []
        ### END SOLUTION

    def lay(self):
        ### BEGIN SOLUTION
        self.eggs.append(len(self.eggs))
        return self.eggs
        ### END SOLUTION

# %% test bird 1
import math
kea = Bird("kea")
assert kea.name == "kea" and kea.lay() == [0]

# %% test bird_again 1
assert kea.lay() == [0, 1]

# %% test bird_other 1
kea = Bird("other")
assert kea.eggs == []

# %% solution area
def area(radius):
    ### BEGIN SOLUTION
    return math.pi * radius**2
    ### END SOLUTION

# %% test area 1
assert abs(area(2) - 12.566) < 0.001

# %% given first
first = Bird("first")

# %% test given 1
assert first.lay() == [0]

# %% wrong one_egg of bird: 4
class Bird:
    def __init__(self, name):
        self.name, self.eggs = name, []

    def lay(self):
        self.eggs = [0]
        return self.eggs

# %% cheating knows_what_comes of bird: 4/4
class Bird:
    eggs = []

    def __init__(self, name):
        self.name, self.times = name, 0

    def lay(self):
        self.times += 1
        return [[0], [0, 0]][self.times - 1]
