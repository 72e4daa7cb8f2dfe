# /// exercise
# about = "An estimator with fit and predict, in scikit-learn's manner."
# ///

# %% given imports
import numpy as np

# %% solution Nearest
class Nearest:
    """Predicts the label of the nearest training point."""
    ### BEGIN SOLUTION
    def __init__(self, power=2):
        self.power = power

    def fit(self, X, y):
        self.X_, self.y_ = np.asarray(X), np.asarray(y)
        return self

    def predict(self, X):
        distances = (np.abs(np.asarray(X)[:, None] - self.X_[None]) ** self.power).sum(-1)
        return self.y_[distances.argmin(1)]

    def score(self, X, y):
        return float((self.predict(X) == y).mean())

    def get_params(self):
        return {"power": self.power}
    ### END SOLUTION

# %% test Nearest 3
X, y = np.array([[0.0, 0.0], [1.0, 1.0], [5.0, 5.0]]), np.array([0, 0, 1])
model = Nearest()
assert model.fit(X, y) is model
np.testing.assert_array_equal(model.predict([[0.2, 0.1], [4.0, 4.0]]), [0, 1])
assert model.score(X, y) == 1.0
assert Nearest(power=1).get_params() == {"power": 1}
assert hasattr(model, "X_") and not hasattr(Nearest(), "X_")

# %% wrong returns_nothing: 0
class Nearest:
    def __init__(self, power=2):
        self.power = power
    def fit(self, X, y):
        self.X_, self.y_ = X, y
    def predict(self, X):
        return np.zeros(len(X))

# %% cheating perfect_score: 0
class Nearest:
    def __init__(self, power=2):
        pass
    def fit(self, X, y):
        self.X_ = X
        return self
    def predict(self, X):
        return np.array([0, 0])
    def score(self, X, y):
        return 1.0
    def get_params(self):
        return {"power": 1}
