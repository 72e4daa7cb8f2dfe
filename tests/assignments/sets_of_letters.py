# /// exercise
# about = "Sets, frozensets, ranges and views."
# ///

# %% solution letters
def letters(text):
    """The set of its letters."""
    ### BEGIN SOLUTION
    return {c for c in text.lower() if c.isalpha()}
    ### END SOLUTION

# %% test letters 1
assert letters("Hello!") == {"h", "e", "l", "o"}
assert isinstance(letters(""), set) and not letters("")
assert letters("ab") | {"c"} == set("abc")

# %% solution groups
def groups(words):
    """Words by their set of letters: frozenset -> list."""
    ### BEGIN SOLUTION
    found = {}
    for word in words:
        found.setdefault(frozenset(word), []).append(word)
    return found
    ### END SOLUTION

# %% test groups 1
found = groups(["ab", "ba", "cd"])
assert found[frozenset("ab")] == ["ab", "ba"]
assert set(map(len, found)) == {2}

# %% solution evens
def evens(n):
    """The even numbers below n, as a range."""
    ### BEGIN SOLUTION
    return range(0, n, 2)
    ### END SOLUTION

# %% test evens 1
assert list(evens(5)) == [0, 2, 4]
assert evens(6) == range(0, 6, 2)
assert len(evens(10)) == 5 and 4 in evens(5)

# %% solution add_all
def add_all(target, items):
    """Add items to a set in place."""
    ### BEGIN SOLUTION
    target.update(items)
    ### END SOLUTION

# %% test add_all 1
mine = {1}
add_all(mine, [2, 3])
assert mine == {1, 2, 3}

# %% wrong a_list of letters: 3
def letters(text):
    return sorted({c for c in text.lower() if c.isalpha()})

# %% wrong a_new_set of add_all: 3
def add_all(target, items):
    target = target | set(items)

# %% right keys of letters: 4
def letters(text):
    return set(dict.fromkeys(c for c in text.lower() if c.isalpha()).keys())
