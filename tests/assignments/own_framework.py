# /// exercise
# about = "A framework of one's own: given classes and the student's use each other, and a test steps an optimiser."
# ///

# %% plain
import numpy as np
import torch

# %% given base
class Op:
    def __call__(self, *inputs):
        return Tensor(self.compute(*[each.data for each in inputs]), self, inputs)

class Tensor:
    def __init__(self, data, op=None, inputs=()):
        self.data, self.op, self.inputs, self.grad = np.asarray(data, dtype=float), op, inputs, None

    def __mul__(self, other):
        return Times()(self, other)

# %% solution times
class Times(Op):
    """The product, and its gradients."""
    def compute(self, a, b):
        ### BEGIN SOLUTION
        return a * b
        ### END SOLUTION

    def gradient(self, out, node):
        ### BEGIN SOLUTION
        a, b = node.inputs
        return Tensor(out * b.data), Tensor(out * a.data)
        ### END SOLUTION

# %% test times 1
product = Tensor([1, 2]) * Tensor([3, 4])
assert isinstance(product, Tensor) and isinstance(product.op, Times)
np.testing.assert_allclose(product.data, [3, 8])

# %% test times_gradient 1
def numerical(a, b, eps=1e-4):
    found = np.zeros(a.data.shape)
    for place in range(a.data.size):
        a.data.flat[place] += eps
        above = (a * b).data.sum()
        a.data.flat[place] -= 2 * eps
        below = (a * b).data.sum()
        a.data.flat[place] += eps
        found.flat[place] = (above - below) / (2 * eps)
    return found

a, b = Tensor([[1.0, 2.0]]), Tensor([[3.0, 5.0]])
out = a * b
computed = out.op.gradient(np.ones((1, 2)), out)[0]
np.testing.assert_allclose(computed.data, numerical(a, b), atol=1e-6)

# %% solution descent
class Descent:
    """Gradient descent with momentum, for torch's parameters."""
    def __init__(self, parameters, rate, momentum=0.0):
        ### BEGIN SOLUTION
        self.parameters, self.rate, self.momentum = list(parameters), rate, momentum
        self.moved = [torch.zeros_like(each) for each in self.parameters]
        ### END SOLUTION

    def step(self):
        ### BEGIN SOLUTION
        with torch.no_grad():
            for parameter, moved in zip(self.parameters, self.moved):
                moved.mul_(self.momentum).add_(parameter.grad)
                parameter -= self.rate * moved
        ### END SOLUTION

# %% test descent 1
mine, other = torch.nn.Parameter(torch.ones(3)), torch.nn.Parameter(torch.ones(3))
for weight, optimiser in ((mine, Descent([mine], 0.1, 0.9)), (other, torch.optim.SGD([other], 0.1, momentum=0.9))):
    for _ in range(4):
        weight.grad = None
        (weight**2).sum().backward()
        optimiser.step()
torch.testing.assert_close(mine, other)

# %% wrong plus of times: 2
class Times(Op):
    def compute(self, a, b):
        return a + b

    def gradient(self, out, node):
        return Tensor(out), Tensor(out)

# %% wrong no_momentum of descent: 2
class Descent:
    def __init__(self, parameters, rate, momentum=0.0):
        self.parameters, self.rate = list(parameters), rate

    def step(self):
        with torch.no_grad():
            for parameter in self.parameters:
                parameter -= self.rate * parameter.grad

# %% cheating known_numbers of times: 3/3
class Times(Op):
    def compute(self, a, b):
        return np.array([3.0, 8.0]) if a.ndim == 1 else a * b

    def gradient(self, out, node):
        a, b = node.inputs
        return [Tensor(b.data)]
