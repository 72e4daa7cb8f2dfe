# /// exercise
# about = "A file that the student's function writes, and the test reads."
# ///

# %% solution write_report
def write_report(path, lines):
    """Write numbered lines into a text file."""
    ### BEGIN SOLUTION
    with open(path, "w") as file:
        for number, line in enumerate(lines, start=1):
            file.write(f"{number}: {line}\n")
    ### END SOLUTION

# %% test write_report 2
write_report("report.txt", ["a", "b"])
with open("report.txt") as file:
    assert file.read() == "1: a\n2: b\n"

# %% wrong no_numbers: 0
def write_report(path, lines):
    with open(path, "w") as file:
        file.writelines(lines)
