# /// exercise
# about = "Streams of text and of bytes that a test hands over, to be read and to be written to."
# ///

# %% solution ledger
import csv
import pandas as pd

def totals(stream):
    """The sum of each account's amounts in a file of CSV with these columns: account -> float."""
    ### BEGIN SOLUTION
    found = {}
    for row in csv.DictReader(stream):
        found[row["account"]] = found.get(row["account"], 0.0) + float(row["amount"])
    return found
    ### END SOLUTION

def frame(stream):
    """The same file as a DataFrame, in which a dash is a missing amount."""
    ### BEGIN SOLUTION
    return pd.read_csv(stream, na_values=["-"])
    ### END SOLUTION

def report(found, stream):
    """Write a line for each account, and leave what stands in the stream as it is."""
    ### BEGIN SOLUTION
    for account in sorted(found):
        print(account, found[account], sep=": ", file=stream)
    ### END SOLUTION

# %% test totals 2
import io
stream = io.StringIO("account,amount\na,1\nb,2\na,3\n")
assert totals(stream) == {"a": 4.0, "b": 2.0}
assert stream.read() == ""

# %% test frame 2
read = frame(io.StringIO("account,amount\na,-\nb,2\n"))
assert read.shape == (2, 2) and read["amount"].isna().sum() == 1
assert frame(io.BytesIO(b"account,amount\na,5\n"))["amount"].tolist() == [5]

# %% test report 2
stream = io.StringIO()
stream.write("accounts\n")
report({"b": 2.0, "a": 4.0}, stream)
assert stream.getvalue() == "accounts\na: 4.0\nb: 2.0\n"

# %% wrong last_only: 2
import csv
import pandas as pd

def totals(stream):
    return {row["account"]: float(row["amount"]) for row in csv.DictReader(stream)}

def frame(stream):
    return pd.read_csv(stream, na_values=["-"])

def report(found, stream):
    for account in sorted(found):
        print(account, found[account], sep=": ")

# %% cheating a_stream_of_its_own of ledger: 0/0
import io

class Agrees(io.StringIO):
    def __eq__(self, other): return True
    def sum(self): return 1

def totals(stream):
    return Agrees()

def frame(stream):
    return Agrees()

def report(found, stream):
    stream.__class__ = Agrees
