"""What stands in the place of a result that is not there: a step a study has not, or a need it does not use."""

from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class NotInStudy:
    """A step or output this study or wave has not, and why: a key of `[reasons]` in the words of the report."""

    reason: str


def given(need: T | NotInStudy) -> T:
    """Return a need that is there wherever the step is carried out.

    Raises
    ------
    TypeError
        It is not: the step's `absent` or `spares` says less than its road asks for.
    """
    if isinstance(need, NotInStudy):
        raise TypeError(f"a step was carried out without a need: {need.reason}")
    return need
