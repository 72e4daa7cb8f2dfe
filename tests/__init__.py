"""The tests, most of them of this repository's own assignment."""

ASSIGNMENT = "linear_regression"
