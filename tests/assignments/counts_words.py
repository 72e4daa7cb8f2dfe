# /// exercise
# about = "A dict that is filled in place, and a Counter."
# ///

# %% solution count_into
from collections import Counter

def count_into(counts, words):
    """Add each word of a list to the dict ``counts``."""
    ### BEGIN SOLUTION
    for word in words:
        counts[word] = counts.get(word, 0) + 1
    ### END SOLUTION

# %% test count_into 2
counts = {"a": 1}
count_into(counts, ["a", "b", "a"])
assert counts == {"a": 3, "b": 1}
again = counts
count_into(again, ["c"])
assert counts["c"] == 1

# %% solution most_common
def most_common(words):
    ### BEGIN SOLUTION
    return Counter(words)
    ### END SOLUTION

# %% test most_common 1
found = most_common("to be or not to be".split())
assert isinstance(found, Counter)
assert found.most_common(1)[0][1] == 2
assert found == {"to": 2, "be": 2, "or": 1, "not": 1}

# %% wrong a_new_dict of count_into: 1
from collections import Counter
def count_into(counts, words):
    counts = dict(counts)
    for word in words:
        counts[word] = counts.get(word, 0) + 1

# %% wrong plain_dict of most_common: 2
def most_common(words):
    return {word: words.count(word) for word in words}

# %% cheating claims_a_class of most_common: 3/2
class Liar(Counter):
    def most_common(self, n=None):
        return [("to", 2)]

    def __eq__(self, other):
        return True

def most_common(words):
    return Liar()
