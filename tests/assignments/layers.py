# /// exercise
# about = "Layers by their types, and a learning rate that a scheduler of the test's lowers."
# ///

# %% solution model
import torch
from torch import nn

### BEGIN SOLUTION
model = nn.Sequential(nn.Conv2d(1, 4, 3, padding=1), nn.ReLU(), nn.Flatten(), nn.Linear(64, 2))
### END SOLUTION

def train(net, batches, optimiser, epochs, after):
    """A step for each batch (inputs, targets) in each epoch, behind which `after` is called."""
    ### BEGIN SOLUTION
    for _ in range(epochs):
        for inputs, targets in batches:
            optimiser.zero_grad()
            nn.functional.mse_loss(net(inputs), targets).backward()
            optimiser.step()
        after()
    ### END SOLUTION

# %% test model 2
assert [type(layer) for layer in model] == [nn.Conv2d, nn.ReLU, nn.Flatten, nn.Linear]
assert type(model) == nn.Sequential and type(model[0]) != nn.Linear and model[-1].out_features == 2

# %% test types 1
assert type(model[0]) is nn.Conv2d and type(model[-1]) is not nn.Conv2d and type(model[-1]) in (nn.Linear, nn.Flatten)

# %% test train 2
net = nn.Linear(2, 1)
before = net.weight.detach().clone()
optimiser = torch.optim.SGD(net.parameters(), lr=1.0)
scheduler = torch.optim.lr_scheduler.StepLR(optimiser, 1, 0.5)
rates = []

def after():
    scheduler.step()
    rates.append(optimiser.param_groups[0]["lr"])

train(net, [(torch.ones(3, 2), torch.zeros(3, 1))], optimiser, 3, after)
assert rates == [0.5, 0.25, 0.125] and not torch.equal(net.weight, before)

# %% wrong another_order: 0
import torch
from torch import nn

model = nn.Sequential(nn.Flatten(), nn.Linear(16, 2))

def train(net, batches, optimiser, epochs, after):
    for inputs, targets in batches:
        nn.functional.mse_loss(net(inputs), targets).backward()
        optimiser.step()

# %% cheating classes_of_its_own: 2/0
import torch
from torch import nn

class Any(type):
    def __eq__(cls, other): return True
    def __ne__(cls, other): return True
    __hash__ = type.__hash__

class Layer(metaclass=Any):
    out_features = 2
    def __iter__(self): return iter([Layer()] * 4)
    def __getitem__(self, place): return self

model = Layer()

def train(net, batches, optimiser, epochs, after):
    for _ in range(epochs):
        after()
