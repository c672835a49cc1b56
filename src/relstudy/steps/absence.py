"""What stands in the place of a result that is not there: a step a study has not, or a need it does not use."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NotInStudy:
    """A step or output this study or wave has not, and why: a key of `[reasons]` in the words of the report."""

    reason: str
