# /// exercise
# about = "What an object says that it is: of a library's class, of the grader's own, equal to a number."
# ///

# %% given imports
import torch

# %% solution animal
class Animal:
    """Has a name; `legs` says how many legs so many of them have."""
    def __init__(self, name):
        ### BEGIN SOLUTION
        self.name = name
        ### END SOLUTION

def legs(number):
    ### BEGIN SOLUTION
    return 4 * number
    ### END SOLUTION

# %% solution adder
def adder(number):
    """A function that adds the number."""
    ### BEGIN SOLUTION
    return lambda other: number + other
    ### END SOLUTION

# %% solution seeded
def seeded(number):
    """A generator of torch's with this seed."""
    ### BEGIN SOLUTION
    return torch.Generator().manual_seed(number)
    ### END SOLUTION

# %% test legs 2
class Cat(Animal):
    pass

assert Cat("Tom").name == "Tom"
assert legs(3) == 12

# %% test adder 1
assert abs(adder(3)(4) - 7) < 1e-9

# %% test generator 1
assert torch.equal(torch.rand(2, generator=seeded(1)), torch.rand(2, generator=torch.Generator().manual_seed(1)))

# %% wrong two_legs of animal: 2
class Animal:
    def __init__(self, name):
        self.name = name

def legs(number):
    return 2 * number

# %% cheating equal_to_all of animal: 4/2
class Animal:
    def __init__(self, name):
        self.name = name

    def __eq__(self, other):
        return True

class Yes(Animal):
    pass

def legs(number):
    return Yes("legs")

# %% cheating a_class_for_a_function of adder: 4/3
class Near:
    def __init__(self, number):
        pass

    def __sub__(self, other):
        return 0.0

def adder(number):
    return Near

# %% cheating says_it_is_a_mirror of animal: 2/2
from grading.seal.window import asking
described = asking.QUESTIONS["class"]
asking.QUESTIONS["class"] = lambda kind: {**described(kind), "students": False, "library": ["grading.seal.window.mirrors:Mirror"]}
class Animal: pass
def legs(number):
    return Animal()

# %% cheating says_it_is_a_function of animal: 2/2
from grading.seal.window import asking
described = asking.QUESTIONS["class"]
asking.QUESTIONS["class"] = lambda kind: {**described(kind), "students": False, "library": ["grading.seal.window.mirrors:FunctionStandIn"]}
class Animal: pass
def legs(number):
    return Animal()

# %% cheating says_it_is_torchs of animal: 2/2
from grading.seal.window import asking
described = asking.QUESTIONS["class"]
asking.QUESTIONS["class"] = lambda kind: {**described(kind), "students": False, "library": ["torch:Generator"]}
class Animal: pass
def legs(number):
    return torch.rand(1, generator=Animal())
