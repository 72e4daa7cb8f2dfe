# /// exercise
# about = "A model and an optimiser of the student's making, which the test trains."
# ///

# %% given imports
import torch
from torch import nn

# %% solution make
def make(inputs):
    """A linear model without a bias, as nn.Sequential, and Adam for it."""
    ### BEGIN SOLUTION
    model = nn.Sequential(nn.Linear(inputs, 1, bias=False))
    return model, torch.optim.Adam(model.parameters(), lr=0.1)
    ### END SOLUTION

# %% test make 2
model, optimiser = make(3)
assert isinstance(model, nn.Sequential) and isinstance(optimiser, torch.optim.Adam)
assert model(torch.ones(2, 3)).shape == (2, 1)
assert len(list(model.parameters())) == 1
assert optimiser.param_groups[0]["lr"] == 0.1

# %% test make_trained 1
torch.manual_seed(0)
model, optimiser = make(2)
weight = model[0].weight
before = weight.detach().clone()
optimiser.zero_grad()
model(torch.ones(4, 2)).pow(2).mean().backward()
optimiser.step()
assert not torch.equal(weight, before)

# %% wrong with_bias: 1
def make(inputs):
    model = nn.Sequential(nn.Linear(inputs, 1))
    return model, torch.optim.Adam(model.parameters(), lr=0.1)
