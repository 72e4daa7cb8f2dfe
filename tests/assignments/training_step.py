# /// exercise
# about = "A step of training on a model and an optimiser that the test makes."
# ///

# %% given imports
import torch
from torch import nn

# %% solution train_step
def train_step(model, optimiser, x, y):
    """One step of gradient descent on the mean squared error; returns the loss as a float."""
    ### BEGIN SOLUTION
    optimiser.zero_grad()
    loss = ((model(x) - y) ** 2).mean()
    loss.backward()
    optimiser.step()
    return loss.item()
    ### END SOLUTION

# %% test train_step 3
torch.manual_seed(0)
model = nn.Linear(2, 1)
optimiser = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.ones(8, 2), torch.zeros(8, 1)
before = model.weight.detach().clone()
first = train_step(model, optimiser, x, y)
assert isinstance(first, float)
assert not torch.equal(model.weight, before), "the weights stay"
second = train_step(model, optimiser, x, y)
assert second < first

# %% wrong no_step: 0
def train_step(model, optimiser, x, y):
    loss = ((model(x) - y) ** 2).mean()
    loss.backward()
    return loss.item()

# %% wrong climbs: 0
def train_step(model, optimiser, x, y):
    optimiser.zero_grad()
    loss = -((model(x) - y) ** 2).mean()
    loss.backward()
    optimiser.step()
    return -loss.item()
