# /// exercise
# about = "What a test hands over and looks at again: spies, an object that is nothing but itself, hooks of its model's."
# ///

# %% solution pipeline
import pandas as pd
import torch

def fitted(transformer, X):
    """The mean of what the transformer makes of X."""
    ### BEGIN SOLUTION
    return transformer.transform(X).mean()
    ### END SOLUTION

def status(session, address):
    """The status of what the session gets from the address."""
    ### BEGIN SOLUTION
    return session.get(address)["status"]
    ### END SOLUTION

def last(items):
    """The last item."""
    ### BEGIN SOLUTION
    return items[-1]
    ### END SOLUTION

# %% solution doubled
class Double(torch.autograd.Function):
    """Twice the argument."""
    ### BEGIN SOLUTION
    @staticmethod
    def forward(ctx, x):
        return 2 * x

    @staticmethod
    def backward(ctx, weight):
        return 2 * weight
    ### END SOLUTION

# %% solution activations
def activations(model, layer, x):
    """What the layer gives when the model is called, by a hook that does not stay."""
    ### BEGIN SOLUTION
    kept = []
    hook = layer.register_forward_hook(lambda module, given, result: kept.append(result.detach()))
    model(x)
    hook.remove()
    return kept[0]
    ### END SOLUTION

# %% test pipeline 1
import numpy as np

class Spy:
    def __init__(self):
        self.calls = []
    def transform(self, X):
        self.calls.append(X.shape)
        return X + 1
    def get(self, address):
        self.calls.append(address)
        return {"status": 200}

spy = Spy()
assert fitted(spy, np.zeros((2, 3))) == 1 and status(spy, "a") == 200
assert spy.calls == [(2, 3), "a"]

# %% test last 1
nothing = object()
assert last([1, nothing]) is nothing
assert last.__module__ == "__main__"

# %% test activations 2
from torch import nn
x = torch.arange(3.0, requires_grad=True)
assert issubclass(Double, torch.autograd.Function) and not issubclass(Double, nn.Module)
assert type(Double.apply(torch.ones(2, requires_grad=True)).grad_fn).__name__ == "DoubleBackward"
assert torch.equal(Double.apply(x), 2 * x) and torch.autograd.gradcheck(Double.apply, x.detach().double().requires_grad_())
model = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 1))
inputs = torch.ones(5, 3)
assert torch.equal(activations(model, model[1], inputs), torch.tanh(model[0](inputs)))
assert not activations(model, model[1], inputs).requires_grad and len(model[1]._forward_hooks) == 0

# %% wrong each_in_part: 0
import pandas as pd
import torch

def fitted(transformer, X):
    return X.mean() + 1

def status(session, address):
    return 200

def last(items):
    return str(items[-1])

class Double(torch.nn.Module):
    @staticmethod
    def apply(x):
        return 2 * x

def activations(model, layer, x):
    kept = []
    layer.register_forward_hook(lambda module, given, result: kept.append(result))
    model(x)
    return kept[0]

# %% wrong leaves_its_hook of activations: 2
def activations(model, layer, x):
    kept = []
    layer.register_forward_hook(lambda module, given, result: kept.append(result.detach()))
    model(x)
    return kept[0]

# %% cheating equal_to_all: 0/0
import pandas as pd
import torch

class All:
    def __eq__(self, other): return True
    def __getattr__(self, name): return All()
    def __call__(self, *given, **more): return All()

fitted = status = last = activations = All()
Double = All()
