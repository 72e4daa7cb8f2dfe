# /// exercise
# about = "inspect.signature, documentation, annotations and source."
# untouched = 4
# ///

# %% solution greet
def greet(name: str, greeting: str = "Hello", *, loud: bool = False) -> str:
    """Greet somebody."""
    ### BEGIN SOLUTION
    text = f"{greeting}, {name}!"
    return text.upper() if loud else text
    ### END SOLUTION

# %% test greet 1
assert greet("Ann") == "Hello, Ann!"
assert greet("Ann", greeting="Hi", loud=True) == "HI, ANN!"

# %% test greet_signature 2
import inspect
signature = inspect.signature(greet)
assert list(signature.parameters) == ["name", "greeting", "loud"]
assert signature.parameters["greeting"].default == "Hello"
assert signature.parameters["loud"].kind is inspect.Parameter.KEYWORD_ONLY
assert signature.return_annotation is str
assert greet.__annotations__["name"] is str
assert greet.__defaults__ == ("Hello",)

# %% test greet_documented 1
assert greet.__doc__ and len(greet.__doc__) > 5
assert greet.__name__ == "greet"

# %% test greet_source 1
class Asked:
    times = 0
Asked.times = 1
source = inspect.getsource(greet)
assert "import" not in source and "def greet" in source

# %% wrong no_docstring: 4
def greet(name: str, greeting: str = "Hello", *, loud: bool = False) -> str:
    text = f"{greeting}, {name}!"
    return text.upper() if loud else text

# %% wrong other_parameters: 3
def greet(*args, **kwargs):
    """Greet somebody."""
    text = f"{kwargs.get('greeting', 'Hello')}, {args[0]}!"
    return text.upper() if kwargs.get("loud") else text

# %% wrong imports: 4
def greet(name: str, greeting: str = "Hello", *, loud: bool = False) -> str:
    """Greet somebody."""
    import string
    text = f"{greeting}, {name}!"
    return text.upper() if loud else text
