# /// exercise
# about = "raises(TypeError), where the argument may be anything."
# ///

# %% solution repeat
def repeat(text, times):
    """``text``, ``times`` times. Raises TypeError unless it is a str and an int."""
    ### BEGIN SOLUTION
    if not isinstance(text, str) or not isinstance(times, int):
        raise TypeError("a text and a number, please")
    return text * times
    ### END SOLUTION

# %% test repeat 1
assert repeat("ab", 2) == "abab"

# %% test repeat_refuses 2
import pytest
for bad in (1, None, ["a"], {"a"}, 1j, object(), lambda: 0, b"ab", ...):
    with pytest.raises(TypeError):
        repeat(bad, 2)
with pytest.raises(TypeError, match="please"):
    repeat("a", 2.5)
with pytest.raises(TypeError, match="please"):
    repeat("a", object())

# %% wrong no_check: 1
def repeat(text, times):
    return "".join([text] * int(times))

# %% wrong multiplies: 1
def repeat(text, times):
    return text * times
