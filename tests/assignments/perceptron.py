# /// exercise
# about = "A torch.nn.Module: layers, shapes, parameters, gradients."
# ///

# %% given imports
import torch
from torch import nn

# %% solution Net
class Net(nn.Module):
    """Two linear layers with a ReLU between them."""
    ### BEGIN SOLUTION
    def __init__(self, inputs, hidden, outputs):
        super().__init__()
        self.first = nn.Linear(inputs, hidden)
        self.second = nn.Linear(hidden, outputs)

    def forward(self, x):
        return self.second(torch.relu(self.first(x)))
    ### END SOLUTION

# %% test Net_shapes 2
net = Net(4, 8, 3)
assert isinstance(net, nn.Module)
out = net(torch.randn(5, 4))
assert out.shape == (5, 3)
assert net.first.weight.shape == (8, 4)
assert net.second.out_features == 3

# %% test Net_parameters 2
net = Net(4, 8, 3)
assert sum(p.numel() for p in net.parameters()) == 4 * 8 + 8 + 8 * 3 + 3
assert len(list(net.parameters())) == 4
assert all(p.requires_grad for p in net.parameters())
assert "first.weight" in dict(net.named_parameters())

# %% test Net_gradients 2
net = Net(2, 3, 1)
loss = net(torch.ones(4, 2)).pow(2).mean()
loss.backward()
assert all(p.grad is not None for p in net.parameters())
assert net.second.bias.grad.shape == (1,)

# %% wrong no_activation: 6
class Net(nn.Module):
    def __init__(self, inputs, hidden, outputs):
        super().__init__()
        self.first = nn.Linear(inputs, hidden)
        self.second = nn.Linear(hidden, outputs)

    def forward(self, x):
        return self.second(self.first(x))

# %% wrong layers_in_a_list: 0
class Net(nn.Module):
    def __init__(self, inputs, hidden, outputs):
        super().__init__()
        self.layers = [nn.Linear(inputs, hidden), nn.Linear(hidden, outputs)]

    def forward(self, x):
        return self.layers[1](torch.relu(self.layers[0](x)))

# %% wrong detached: 4
class Net(nn.Module):
    def __init__(self, inputs, hidden, outputs):
        super().__init__()
        self.first = nn.Linear(inputs, hidden)
        self.second = nn.Linear(hidden, outputs)

    def forward(self, x):
        return self.second(torch.relu(self.first(x)).detach())
