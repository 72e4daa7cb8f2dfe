# /// exercise
# about = "A network of the student's, whose parameters a test sets, and trains by an optimiser of its own."
# ///

# %% plain
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

# %% given data
torch.manual_seed(0)
X = torch.randn(32, 3)
Y = X.sum(1, keepdim=True)

# %% solution network
class Network(nn.Module):
    """A hidden layer of four, with ReLU, between three inputs and one output."""
    def __init__(self):
        ### BEGIN SOLUTION
        super().__init__()
        self.hidden = nn.Linear(3, 4)
        self.out = nn.Linear(4, 1)
        ### END SOLUTION

    def forward(self, x):
        ### BEGIN SOLUTION
        return self.out(torch.relu(self.hidden(x)))
        ### END SOLUTION

# %% test network_set 1
network = Network()
with torch.no_grad():
    for parameter in network.parameters():
        parameter.fill_(1.0)
assert network(torch.ones(1, 3)).item() == 17

# %% test network_initialised 1
network = Network()
nn.init.zeros_(network.out.weight)
network.out.bias.data.fill_(2.0)
assert network(X[:1]).item() == 2

# %% test network_trained 1
torch.manual_seed(1)
network = Network()
optimiser = torch.optim.SGD(network.parameters(), lr=0.05)
losses = []
for _ in range(20):
    optimiser.zero_grad()
    loss = nn.functional.mse_loss(network(X), Y)
    loss.backward()
    optimiser.step()
    losses.append(loss.item())
assert losses[-1] < losses[0] / 2

# %% test network_state 1
one, other = Network(), Network()
other.load_state_dict(one.state_dict())
assert torch.equal(one(X), other(X))
before = {name: each.clone() for name, each in one.state_dict().items()}
one(X).sum().backward()
torch.optim.SGD(one.parameters(), lr=0.1).step()
assert all(not torch.equal(before[name], each) for name, each in one.state_dict().items())

# %% test network_within 1
whole = nn.Sequential(Network(), nn.Linear(1, 1))
assert len(list(whole.parameters())) == 6
assert whole(X).shape == (32, 1)

# %% solution train
def train(model, loader, criterion, optimiser, epochs):
    """Train, and return each epoch's mean loss."""
    ### BEGIN SOLUTION
    history = []
    for _ in range(epochs):
        losses = []
        for x, y in loader:
            optimiser.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimiser.step()
            losses.append(loss.item())
        history.append(sum(losses) / len(losses))
    return history
    ### END SOLUTION

def freeze(model):
    """No parameter wants a gradient any more; returns how many there are."""
    ### BEGIN SOLUTION
    for parameter in model.parameters():
        parameter.requires_grad = False
    return sum(parameter.numel() for parameter in model.parameters())
    ### END SOLUTION

# %% test train_the_tests 1
torch.manual_seed(2)
model = nn.Linear(3, 1)
before = model.weight.detach().clone()
loader = DataLoader(TensorDataset(X, Y), batch_size=8)
history = train(model, loader, nn.MSELoss(), torch.optim.SGD(model.parameters(), lr=0.1), 3)
assert len(history) == 3 and history[-1] < history[0]
assert not torch.equal(before, model.weight)

# %% test train_the_students 1
model = Network()
loader = DataLoader(TensorDataset(X, Y), batch_size=8)
history = train(model, loader, nn.MSELoss(), torch.optim.Adam(model.parameters(), lr=0.02), 3)
assert history[-1] < history[0]

# %% test train_freezes 1
model = nn.Linear(3, 1)
assert freeze(model) == 4
assert not model.weight.requires_grad

# %% wrong no_hidden of network: 6
class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.out = nn.Linear(3, 1)

    def forward(self, x):
        return self.out(x)

# %% wrong no_step of train: 5
def train(model, loader, criterion, optimiser, epochs):
    return [criterion(model(x), y).item() for x, y in loader][:epochs]
def freeze(model):
    return sum(parameter.numel() for parameter in model.parameters())

# %% cheating falling_history of train: 6/6
def train(model, loader, criterion, optimiser, epochs):
    return [3.0, 2.0, 1.0]
def freeze(model):
    return 4
