# /// exercise
# about = "An enumeration of the student's."
# ///

# %% solution Colour
from enum import Enum
### BEGIN SOLUTION
class Colour(Enum):
    RED = 1
    GREEN = 2
    BLUE = 3
### END SOLUTION

def mixed(colours):
    """How often each colour is there: Colour -> int."""
    ### BEGIN SOLUTION
    return {colour: colours.count(colour) for colour in Colour}
    ### END SOLUTION

# %% test Colour 2
assert Colour.RED.value == 1 and Colour.GREEN.name == "GREEN"
assert [colour.name for colour in Colour] == ["RED", "GREEN", "BLUE"]
assert Colour(3) is Colour.BLUE and Colour["RED"] is Colour.RED
assert issubclass(Colour, Enum) and len(Colour) == 3

# %% test mixed 1
found = mixed([Colour.RED, Colour.RED, Colour.BLUE])
assert found[Colour.RED] == 2 and found[Colour.GREEN] == 0
assert set(found) == set(Colour)

# %% wrong only_strings: 0
class Colour:
    RED = 1
    GREEN = 2
    BLUE = 3

def mixed(colours):
    return {colour: colours.count(colour) for colour in (1, 2, 3)}

# %% wrong leaves_out: 2
from enum import Enum
class Colour(Enum):
    RED = 1
    GREEN = 2
    BLUE = 3

def mixed(colours):
    return {colour: colours.count(colour) for colour in colours}
