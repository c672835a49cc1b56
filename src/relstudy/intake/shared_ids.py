"""Cases that bear the ids of respondents: a file of interviews would tell whose answers are whose."""

from collections.abc import Collection, Iterable


def find_shared(cases: Collection[str], respondents: Iterable[str]) -> frozenset[str]:
    """Return the ids of cases that are ids of respondents.

    Numbers up to that of the cases are counted on both sides and say nothing of a person.
    """
    shared = set(cases).intersection(respondents)
    return frozenset(one for one in shared if not (one.isdecimal() and int(one) <= len(cases)))
