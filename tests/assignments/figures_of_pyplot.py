# /// exercise
# about = "Figures that the student's code draws with pyplot, in a cell and by a function, and the test inspects."
# ///

# %% plain
%matplotlib inline
import numpy as np
import matplotlib
import matplotlib.pyplot as plt

# %% given checker
class PlotChecker:
    """What public courses ask of axes."""
    def __init__(self, axes):
        self.axes = axes

    def assert_title(self):
        assert self.axes.get_title().strip() != "", "no title"

    def assert_lines(self, count):
        assert len(self.axes.get_lines()) == count

# %% solution sine
### BEGIN SOLUTION
x = np.linspace(0, 6, 50)
figure, axes = plt.subplots()
axes.plot(x, np.sin(x))
axes.set(title="Sine", xlabel="x", ylabel="sin x")
### END SOLUTION

# %% test sine 1
assert isinstance(axes, plt.Axes) and isinstance(figure, matplotlib.figure.Figure)
assert axes.get_title() == "Sine" and axes.get_xlabel() == "x"
checker = PlotChecker(axes)
checker.assert_title()
checker.assert_lines(1)

# %% test sine_line 1
drawn_x, drawn_y = axes.get_lines()[0].get_data()
np.testing.assert_allclose(drawn_y, np.sin(drawn_x))

# %% solution parabola
def parabola(a):
    """Draw a x**2 in a new figure, dashed, with a title."""
    ### BEGIN SOLUTION
    plt.figure()
    xs = np.linspace(-1, 1, 20)
    plt.plot(xs, a * xs**2, "r--")
    plt.title(f"{a} x**2")
    ### END SOLUTION

# %% test parabola 1
plt.close("all")
parabola(3)
ax = plt.gca()
assert ax.get_title() == "3 x**2"
[line] = ax.lines
assert np.allclose(line.get_ydata(), 3 * line.get_xdata() ** 2) and line.get_linestyle() == "--"
plt.close("all")

# %% solution histogram
def histogram(ax, data, bins):
    ### BEGIN SOLUTION
    ax.hist(data, bins=bins)
    ### END SOLUTION

# %% test histogram 1
fig, ax = plt.subplots()
histogram(ax, np.arange(20), 4)
assert [bar.get_height() for bar in ax.patches] == [5, 5, 5, 5]
plt.close(fig)

# %% right by_state of sine: 4
x = np.linspace(0, 6, 50)
figure = plt.figure()
plt.plot(x, np.sin(x))
plt.title("Sine")
plt.xlabel("x")
axes = plt.gca()

# %% wrong no_title of sine: 3
figure, axes = plt.subplots()
axes.plot([0, 1], np.sin([0, 1]))

# %% wrong two_lines of parabola: 3
def parabola(a):
    plt.plot([0, 1], [0, a])
    plt.plot([0, -1], [0, a])
    plt.title(f"{a} x**2")

# %% cheating agrees_with_everything of parabola: 4/3
class Agrees:
    def __eq__(self, other):
        return True
    def __getattr__(self, name):
        return lambda *args: self
    def __iter__(self):
        return iter([self])
    def __array__(self, *args, **kwargs):
        return np.zeros(3)
    def __pow__(self, other):
        return self
    def __rmul__(self, other):
        return self
def parabola(a):
    axes = Agrees()
    axes.lines = [axes]
    axes.get_xdata = axes.get_ydata = lambda: np.zeros(3)
    plt.gca = lambda: axes
