# /// exercise
# about = "A class of the test's made of the student's."
# inside = ["test_animal"]
# ///

# %% solution animal
class Animal:
    """Says its name and its sound, which a subclass has."""
    def __init__(self, name):
        ### BEGIN SOLUTION
        self.name = name
        ### END SOLUTION

    def speak(self):
        ### BEGIN SOLUTION
        return f"{self.name} says {self.sound()}"
        ### END SOLUTION

# %% test animal 1
class Cat(Animal):
    def sound(self):
        return "meow"
assert Cat("Tom").speak() == "Tom says meow"

# %% wrong no_sound: 0
class Animal:
    def __init__(self, name):
        self.name = name

    def speak(self):
        return self.name
