# /// exercise
# about = "Files that an answer's cell and its function write, which the test reads, and the test's own."
# ///

# %% file expected.csv
ann,3
bob,5

# %% plain
import json
import os

# %% solution write
### BEGIN SOLUTION
table = {"ann": 3, "bob": 5}
with open("results.csv", "w") as file:
    for name, count in table.items():
        file.write(f"{name},{count}\n")
with open("table.json", "w") as file:
    json.dump(table, file)
### END SOLUTION

# %% test write 1
assert os.path.isfile("results.csv")
with open("results.csv") as mine, open("expected.csv") as expected:
    assert mine.read().strip() == expected.read().strip()

# %% test write_json 1
assert json.load(open("table.json")) == {"ann": 3, "bob": 5}

# %% solution number
def number_lines(source, target):
    """Copy a text with its lines numbered; returns how many there are."""
    ### BEGIN SOLUTION
    count = 0
    with open(source) as lines, open(target, "w") as numbered:
        for count, line in enumerate(lines, start=1):
            numbered.write(f"{count} {line}")
    return count
    ### END SOLUTION

# %% test number 1
with open("in.txt", "w") as file:
    file.write("a\nb\n")
assert number_lines("in.txt", "out.txt") == 2
assert open("out.txt").read() == "1 a\n2 b\n"
os.remove("out.txt")
assert not os.path.exists("out.txt")

# %% wrong no_file of write: 1
table = {"ann": 3, "bob": 5}

# %% wrong not_numbered of number: 2
def number_lines(source, target):
    with open(source) as lines, open(target, "w") as numbered:
        numbered.writelines(lines)
    return 2

# %% cheating other_expectation of write: 3/2
for name in ("results.csv", "expected.csv"):
    with open(name, "w") as file:
        file.write("nothing\n")
with open("table.json", "w") as file:
    json.dump({"ann": 3, "bob": 5}, file)
