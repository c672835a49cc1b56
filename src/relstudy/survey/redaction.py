"""The record of a review of personal data that came to its end: what says that interviews are pseudonymised rests on it alone."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class RedactionReview:
    """A review: its day, the number of verbatims read, of passages replaced and of passages left as they were.

    `decisions` is a hash of what was decided of each passage, by its place; "" in a record of an earlier version.
    """

    on: date
    verbatims: int
    replaced: int
    kept: int
    decisions: str = ""
