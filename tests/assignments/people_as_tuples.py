# /// exercise
# about = "Named tuples, of a function and as a class."
# ///

# %% solution Person
from collections import namedtuple
### BEGIN SOLUTION
Person = namedtuple("Person", ["name", "age"])
### END SOLUTION

def oldest(people):
    """The oldest of a list of persons."""
    ### BEGIN SOLUTION
    return max(people, key=lambda person: person.age)
    ### END SOLUTION

# %% test Person 2
ann = Person("Ann", 30)
assert ann.name == "Ann" and ann.age == 30
assert ann == ("Ann", 30) and isinstance(ann, tuple)
name, age = ann
assert age == 30 and Person._fields == ("name", "age")

# %% test oldest 2
people = [Person("Ann", 30), Person("Bob", 41), Person("Cem", 25)]
found = oldest(people)
assert found.name == "Bob"
assert isinstance(found, Person)
assert found == Person(name="Bob", age=41)

# %% wrong plain_tuple: 2
from collections import namedtuple
Person = namedtuple("Person", ["name", "age"])
def oldest(people):
    return tuple(max(people, key=lambda person: person[1]))

# %% wrong youngest: 2
from collections import namedtuple
Person = namedtuple("Person", "name age")
def oldest(people):
    return min(people, key=lambda person: person.age)
