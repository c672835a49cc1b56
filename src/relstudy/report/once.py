"""What is made once for all the papers in a language, whoever asks for it first."""

from collections.abc import Callable, Hashable
from typing import TypeVar

Made = TypeVar("Made")


class Once:
    """Values by what they are: made when they are first asked for, the same ones from then on."""

    __slots__ = ("_made",)

    def __init__(self) -> None:
        self._made: dict[Hashable, object] = {}

    def make(self, what: Hashable, by: Callable[[], Made]) -> Made:
        """Return what was made as `what`, by `by` where nobody asked before. One `what` is made by one function alone."""
        if what not in self._made:
            self._made[what] = by()
        made: Made = self._made[what]  # type: ignore[assignment]  # what `by` of the first who asked gave
        return made
