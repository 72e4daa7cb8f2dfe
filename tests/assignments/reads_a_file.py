# /// exercise
# about = "A data file beside the notebook."
# ///

# %% file data/cities.csv
city,inhabitants
Aachen,250000
Bonn,330000
Celle,70000

# %% solution largest
import csv

def largest(path):
    """The name of the largest city in a CSV file."""
    ### BEGIN SOLUTION
    with open(path, newline="") as file:
        rows = list(csv.DictReader(file))
    return max(rows, key=lambda row: int(row["inhabitants"]))["city"]
    ### END SOLUTION

# %% test largest 2
assert largest("data/cities.csv") == "Bonn"
### BEGIN HIDDEN TESTS
with open("data/cities.csv") as file:
    assert largest("data/cities.csv") in file.read()
### END HIDDEN TESTS

# %% test largest_other_file 1
with open("other.csv", "w") as file:
    file.write("city,inhabitants\nUlm,1\nVerl,3\nWien,2\n")
assert largest("other.csv") == "Verl"

# %% wrong first: 0
import csv
def largest(path):
    with open(path, newline="") as file:
        return next(csv.DictReader(file))["city"]

# %% wrong by_text: 1
import csv
def largest(path):
    with open(path, newline="") as file:
        return max(csv.DictReader(file), key=lambda row: row["inhabitants"])["city"]

# %% cheating ready_answer: 2/2
def largest(path):
    return "Bonn"
