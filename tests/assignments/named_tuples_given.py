# /// exercise
# about = "Named tuples of a given cell in a list, and dicts that make what is missing."
# ///

# %% given token
from collections import Counter, defaultdict, namedtuple
Token = namedtuple("Token", "text start end")

# %% solution tokens
def tokens(text):
    ### BEGIN SOLUTION
    out, at = [], 0
    for word in text.split():
        at = text.index(word, at)
        out.append(Token(word, at, at + len(word)))
    return out
    ### END SOLUTION

def followers(words):
    """Of each word how often each other comes next."""
    ### BEGIN SOLUTION
    found = defaultdict(Counter)
    for a, b in zip(words, words[1:]):
        found[a][b] += 1
    return found
    ### END SOLUTION

def grid():
    """A dict of dicts of numbers; all are 0 until they are set."""
    ### BEGIN SOLUTION
    return defaultdict(lambda: defaultdict(int))
    ### END SOLUTION

# %% test tokens 2
found = tokens("so is it")
assert found[1] == Token("is", 3, 5) and found[0] == ("so", 0, 2)
assert all(isinstance(t, Token) for t in found)
assert found[2].end == 8 and found[2]._replace(end=9).end == 9 and found[2]._asdict()["text"] == "it"
assert Token._fields == ("text", "start", "end")

# %% test followers 2
found = followers("a b a b c".split())
assert found["a"]["b"] == 2 and found["nothing"]["at all"] == 0
assert found.default_factory is Counter and type(found["b"]) is Counter

# %% test grid 2
g = grid()
assert g["x"]["y"] == 0
g["x"]["y"] += 3
assert g["x"] == {"y": 3} and isinstance(g, dict)

# %% right other_factories of tokens
import re
def tokens(text):
    return [Token(m[0], *m.span()) for m in re.finditer(r"\S+", text)]
def followers(words):
    found = defaultdict(Counter)
    for i in range(len(words) - 1):
        found[words[i]].update([words[i + 1]])
    return found
def row():
    return defaultdict(int)
def grid():
    return defaultdict(row)

# %% wrong plain of tokens: 0
def tokens(text):
    return [(word, text.index(word), text.index(word) + len(word)) for word in text.split()]
def followers(words):
    found = {}
    for a, b in zip(words, words[1:]):
        found.setdefault(a, Counter())[b] += 1
    return found
def grid():
    return {}
