# /// exercise
# about = "Properties with checks; what is set is validated."
# ///

# %% solution Temperature
class Temperature:
    """A temperature in degrees Celsius."""
    ### BEGIN SOLUTION
    def __init__(self, celsius=0.0):
        self.celsius = celsius

    @property
    def celsius(self):
        return self._celsius

    @celsius.setter
    def celsius(self, value):
        if value < -273.15:
            raise ValueError("below absolute zero")
        self._celsius = value

    @property
    def fahrenheit(self):
        return self.celsius * 9 / 5 + 32
    ### END SOLUTION

# %% test Temperature 2
t = Temperature(100)
assert t.fahrenheit == 212
t.celsius = -40
assert t.fahrenheit == -40
try:
    t.celsius = -300
except ValueError:
    pass
else:
    raise AssertionError("too cold")
assert t.celsius == -40
try:
    t.fahrenheit = 5
except AttributeError:
    pass
else:
    raise AssertionError("fahrenheit can be set")

# %% wrong no_check: 0
class Temperature:
    def __init__(self, celsius=0.0):
        self.celsius = celsius
    @property
    def fahrenheit(self):
        return self.celsius * 9 / 5 + 32
