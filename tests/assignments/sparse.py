# /// exercise
# about = "SciPy's sparse matrices."
# needs = ["scipy"]
# ///

# %% given imports
import numpy as np
import scipy.sparse as sp

# %% solution laplacian
def laplacian(n):
    """The n by n matrix with 2 on the diagonal and -1 beside it, as CSR."""
    ### BEGIN SOLUTION
    return sp.diags([-1, 2, -1], [-1, 0, 1], shape=(n, n), format="csr")
    ### END SOLUTION

# %% test laplacian 2
L = laplacian(4)
assert sp.issparse(L) and L.format == "csr"
assert L.nnz == 10 and L.shape == (4, 4)
np.testing.assert_allclose(L.toarray()[1], [-1, 2, -1, 0])

# %% wrong dense: 0
def laplacian(n):
    return 2 * np.eye(n) - np.eye(n, k=1) - np.eye(n, k=-1)
