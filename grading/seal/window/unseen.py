"""What stands in the place of a gradient or a history that did not cross: never nothing, never a value.

Both sides use it, through `grading.seal.window.loans`. ``None`` is a right answer to some tests, and so is a
gradient of zeros or a tensor that is a leaf. What cannot be looked at must be none of these: whatever
is asked of it raises and says what it was.
"""

from __future__ import annotations

from typing import Any, NoReturn

import torch


class UnseenGradient(torch.Tensor):
    """A ``.grad`` that did not cross: no None, no zeros, equal to nothing. ``said`` is what it was."""

    said: str

    @staticmethod
    def like(tensor: torch.Tensor, said: str) -> UnseenGradient:
        """One that ``tensor`` can have as its ``.grad``; its class has the name of the type that it was."""
        name = said.partition(" ")[0].rpartition(".")[2]
        kind: Any = type(name if name.isidentifier() else "Unseen", (UnseenGradient,), {})
        empty = torch.full_like(tensor.detach(), float("nan") if tensor.is_floating_point() else 0)
        with torch._C.DisableTorchFunctionSubclass():  # noqa: SLF001 - torch has no other way
            made: UnseenGradient = empty.as_subclass(kind)
        made.said = said
        return made

    @classmethod
    def __torch_function__(cls, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> NoReturn:
        """Called by torch for everything that is asked of the tensor."""
        said = next((each.said for each in args if isinstance(each, UnseenGradient)), "something else")
        # No TypeError, which torch turns into an answer where operators are asked.
        raise RuntimeError(f"the gradient is no plain tensor but {said}, which cannot be looked at here")

    def __eq__(self, other: object) -> bool:  # type: ignore[override]
        return False

    def __ne__(self, other: object) -> bool:  # type: ignore[override]
        return True

    __hash__ = object.__hash__

    def __repr__(self) -> str:  # type: ignore[override]
        return f"<a gradient of the student's: {self.said}>"

    __str__ = __repr__


class _Lost(torch.autograd.Function):
    """The node of a tensor whose history stayed on the other side."""

    @staticmethod
    def forward(ctx: Any, tensor: torch.Tensor, leaf: torch.Tensor) -> torch.Tensor:
        ctx.mark_dirty(tensor)
        return tensor

    @staticmethod
    def backward(ctx: Any, *weights: Any) -> NoReturn:
        raise RuntimeError("autograd cannot follow: this tensor's history stayed with the student's code")


def lose_history(tensor: torch.Tensor) -> None:
    """Make it, in place, no leaf any more; to follow its history backwards raises."""
    if tensor.is_leaf:
        tensor.requires_grad_(False)
    with torch.enable_grad():
        _Lost.apply(tensor, torch.zeros((), device="cpu", requires_grad=True))  # type: ignore[no-untyped-call]
