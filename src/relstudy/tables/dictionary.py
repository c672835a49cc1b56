"""What a file of answers says itself of its columns: wordings, labels of values, values that say that nothing was answered, sets.

SPSS files say it; a CSV file or a workbook does not.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Measure = Literal["nominal", "ordinal", "scale"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingRange:
    """Values from `low` to `high`, both included, that the file declares to be no answer; or one text, then both are equal."""

    low: float | str
    high: float | str

    def holds(self, text: str, number: float) -> bool:
        """Tell whether a value is meant, given as its text and as its number (nan where it is none)."""
        if isinstance(self.low, str) or isinstance(self.high, str):
            return text == self.low
        return self.low <= number <= self.high


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """One column as its file describes it.

    `label` is its wording, "" where there is none. `labels` are those of its values, in the order of the file, by the
    text a value has in the table ("1" for 1.0). `measure` is None where the file leaves it open. `kind` tells texts,
    numbers, and dates or times.
    """

    name: str
    label: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    missing: tuple[MissingRange, ...] = ()
    measure: Measure | None = None
    kind: Literal["text", "number", "time"] = "number"

    def declares_missing(self, text: str, number: float) -> bool:
        """Tell whether the file says that a value is no answer."""
        return any(range_.holds(text, number) for range_ in self.missing)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerSet:
    """Columns that are the answers to one question.

    `counted` is the text that is a tick; None for a set whose columns hold codes, the same in each. `labels_of_values`:
    the answers are named by the label of the counted value, not by that of the column.
    """

    name: str
    label: str
    columns: tuple[str, ...]
    counted: str | None = None
    labels_of_values: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Dictionary:
    """What a file says of its columns. `weight` is the column its answers were weighted by when it was saved."""

    variables: Mapping[str, Variable]
    sets: tuple[AnswerSet, ...] = ()
    weight: str | None = None
