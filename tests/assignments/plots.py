# /// exercise
# about = "A plot whose axes the test inspects."
# ///

# %% given imports
import matplotlib.pyplot as plt

# %% solution draw
def draw(ax, x, y):
    """Draw y over x, with a title and labels."""
    ### BEGIN SOLUTION
    ax.plot(x, y)
    ax.set(title="A line", xlabel="x", ylabel="y")
    ### END SOLUTION

# %% test draw 2
figure, ax = plt.subplots()
draw(ax, [1, 2], [3, 4])
assert ax.get_title() and ax.get_xlabel() == "x"
assert ax.lines[0].get_ydata().tolist() == [3, 4]
plt.close(figure)

# %% wrong no_title: 0
def draw(ax, x, y):
    ax.plot(x, y)
