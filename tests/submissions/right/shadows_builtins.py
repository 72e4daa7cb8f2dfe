# /// submission
# about = "Uses names of built-ins for own variables, before and after the exercises."
# ///

# %% before add_bias_column
list = [1, 2, 3]
max = 10
min = 0
type = "linear"

# %% before mse_loss
sum = 0
abs = -1
all = "everything"
bool = True
str = "text"
round = 2
id = 7
input = "x"

# %% after zero_gradients
any = None
tuple = (5, 3)
dict = {"slope": 5}
set = "training"
