# /// exercise
# about = "Input that a test stubs, and a mock that counts calls."
# ///

# %% solution ask_twice
def ask_twice():
    """Ask for two numbers; give their sum."""
    ### BEGIN SOLUTION
    return int(input("first? ")) + int(input("second? "))
    ### END SOLUTION

def notify(people, send):
    """Call send(person) for each of the people."""
    ### BEGIN SOLUTION
    for person in people:
        send(person)
    ### END SOLUTION

# %% test ask_twice 1
from unittest.mock import Mock, call, patch
with patch("builtins.input", side_effect=["3", "4"]):
    assert ask_twice() == 7

# %% test notify 2
send = Mock(return_value=None)
notify(["Ann", "Bob"], send)
assert send.call_count == 2
send.assert_has_calls([call("Ann"), call("Bob")])

# %% wrong once: 0
def ask_twice():
    return int(input("first? "))

def notify(people, send):
    send(people)

# %% cheating answers_for_the_mock: 2/0
def ask_twice():
    return 0

def notify(people, send):
    send.call_count = 2
    send.assert_has_calls = lambda calls: None
