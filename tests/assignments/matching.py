# /// exercise
# about = "Pattern matching, walrus, unpacking: names bound in many ways."
# ///

# %% solution parse
def parse(command):
    """('go', 'north') for 'go north', ('quit',) for 'quit'; None for what is not known."""
    ### BEGIN SOLUTION
    match command.split():
        case ["go", ("north" | "south") as where]:
            return "go", where
        case ["quit"]:
            return ("quit",)
    return None
    ### END SOLUTION

if (parsed := parse("go north")) is not None:
    verb, *rest = parsed

# %% test parse 2
assert parse("go north") == ("go", "north")
assert parse("quit") == ("quit",) and parse("go west") is None

# %% test parse_names 1
assert verb == "go" and rest == ["north"] and parsed == ("go", "north")

# %% wrong anywhere: 1
def parse(command):
    return tuple(command.split())

if (parsed := parse("go north")) is not None:
    verb, *rest = parsed
