# /// submission
# about = "Wire: types whose names, modules, shapes, dtypes and lengths lie or raise when they are asked."
# lost = ["add_bias_column", "mse_loss", "fit"]
# ///

# %% add_bias_column
class Meta(type):
    __module__ = property(lambda cls: 1 / 0)
    __qualname__ = property(lambda cls: 1 / 0)

    def __instancecheck__(cls, thing):
        return True

    def mro(cls):
        return [cls, *type.mro(cls)[1:]]


class Liar(list, metaclass=Meta):
    __len__ = lambda self: -1
    __iter__ = lambda self: 1 / 0
    __class__ = property(lambda self: 1 / 0)
    shape = property(lambda self: (1 << 62, 1 << 62))
    __repr__ = __str__ = lambda self: "\x00" * 1000 + "</pre><script>alert(1)</script>"


def add_bias_column(X):
    return Liar([X, X])

# %% mse_loss
def mse_loss(y_pred, y_true):
    Liar.__name__ = "\x1b[31m</pre><script>" + "x" * 100_000
    return Liar()
