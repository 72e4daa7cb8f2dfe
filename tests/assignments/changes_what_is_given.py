# /// exercise
# about = "What a solution cell changes of what a locked cell gave."
# ///

# %% given data
import numpy as np
stock = {"apples": 3, "pears": 0}
prices = np.array([1.0, 2.0, 3.0])
log = []

# %% solution changes
### BEGIN SOLUTION
stock["plums"] = 7
del stock["pears"]
prices[0] = 9
log.append("changed")
### END SOLUTION

# %% test changes 3
assert stock == {"apples": 3, "plums": 7}
assert prices.tolist() == [9, 2, 3]
assert log == ["changed"]

# %% right rebinds
stock = {"apples": 3, "plums": 7}
prices = np.array([9.0, 2.0, 3.0])
log = ["changed"]

# %% wrong keeps_pears: 0
stock["plums"] = 7
prices[0] = 9
log.append("changed")
