# /// exercise
# about = "Torch: a differentiable function, and its gradient by the test."
# ///

# %% given imports
import torch

# %% solution softplus
def softplus(x):
    """log(1 + exp(x)), differentiable."""
    ### BEGIN SOLUTION
    return torch.log1p(torch.exp(x))
    ### END SOLUTION

# %% test softplus 2
x = torch.tensor([0.0, 1.0], requires_grad=True)
softplus(x).sum().backward()
torch.testing.assert_close(x.grad, torch.sigmoid(x.detach()))
torch.testing.assert_close(softplus(torch.zeros(1)), torch.log(torch.tensor([2.0])))

# %% test softplus_gradcheck 1
assert torch.autograd.gradcheck(softplus, (torch.randn(3, dtype=torch.float64, requires_grad=True),))

# %% wrong detached: 0
def softplus(x):
    return torch.log1p(torch.exp(x.detach()))

# %% wrong by_numpy: 0
import numpy as np
def softplus(x):
    return torch.from_numpy(np.log1p(np.exp(x.detach().numpy())))
