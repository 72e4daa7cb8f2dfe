# /// exercise
# about = "A torch Dataset, which a loader of the test's reads."
# ///

# %% given imports
import torch
from torch.utils.data import DataLoader, Dataset

# %% solution Pairs
class Pairs(Dataset):
    """x and its square, for x = 0, …, n - 1."""
    ### BEGIN SOLUTION
    def __init__(self, n):
        self.n = n

    def __len__(self):
        return self.n

    def __getitem__(self, place):
        if not 0 <= place < self.n:
            raise IndexError(place)
        x = torch.tensor([float(place)])
        return x, x**2
    ### END SOLUTION

# %% test Pairs 2
pairs = Pairs(5)
assert isinstance(pairs, Dataset) and len(pairs) == 5
x, y = pairs[3]
assert x.item() == 3 and y.item() == 9

# %% test Pairs_in_a_loader 1
batches = list(DataLoader(Pairs(5), batch_size=2))
assert len(batches) == 3 and batches[0][1].tolist() == [[0.0], [1.0]]

# %% wrong not_squared: 1
class Pairs(Dataset):
    def __init__(self, n):
        self.n = n
    def __len__(self):
        return self.n
    def __getitem__(self, place):
        return torch.tensor([float(place)]), torch.tensor([float(place)])
