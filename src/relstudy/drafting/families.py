"""Columns that are one question: neighbours with a common stem, by their names ("q5_1", "Q5[app]") or their wordings ("Question - App")."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Split = tuple[str, str]
_MOST_CODES = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Neighbouring columns with a common stem. `tails` are what distinguishes them; `worded` = both are wordings, not names."""

    stem: str
    tails: tuple[str, ...]
    places: tuple[int, ...]
    worded: bool


def _bracket(name: str) -> Split | None:
    match = re.fullmatch(r"(.+?)\s*[\[(]([^\[\]()]+)[\])]\.?", name)
    return (match[1].strip(), match[2].strip()) if match else None


def _first_dash(name: str) -> Split | None:
    match = re.fullmatch(r"(.{4,}?)(?:\s+[-–—|>]+\s+|\s?:\s+|/)(.+)", name, re.DOTALL)
    return (match[1].strip(), match[2].strip()) if match else None


def _last_dash(name: str) -> Split | None:
    match = re.fullmatch(r"(.{4,})(?:\s+[-–—|>]+\s+|\s?:\s+|/)(.+)", name, re.DOTALL)
    return (match[1].strip(), match[2].strip()) if match else None


def _number(name: str) -> Split | None:
    match = re.fullmatch(r"(\S*[A-Za-z]\S*?)([_.\-:]|[rcRCsS](?:[qQ])?(?=0*[0-9]+$))?([0-9]+)", name)
    if match is None or len(name) > 30:
        return None
    stem, sign, number = match[1], match[2] or "", match[3]
    # "q1", "q2", "q3" are three questions; "q5_1" and "q14r01c01" are not.
    if not sign and not re.search(r"[0-9]", stem):
        return None
    return stem, number


def _letter(name: str) -> Split | None:
    match = re.fullmatch(r"(\S*[A-Za-z]\S*[0-9])[_.\-]?([A-Za-z])", name)
    return (match[1], match[2].lower()) if match else None


def _slash(name: str) -> Split | None:
    match = re.fullmatch(r"([^/\s][^/]*)/([^/]+)", name)
    return (match[1], match[2]) if match else None


_BY_NAME: tuple[Callable[[str], Split | None], ...] = (_bracket, _slash, _number, _letter)
_BY_WORDING: tuple[Callable[[str], Split | None], ...] = (_bracket, _last_dash, _first_dash)


def find_families(names: Sequence[str], wordings: Sequence[str]) -> tuple[Family, ...]:
    """Return the runs of at least two neighbouring columns with a common stem, the longest first choice at each place.

    `wordings` are the headers as a person reads them (the names where there is nothing better), one per name.
    """
    families: list[Family] = []
    at = 0
    while at < len(names):
        found = [
            *(_run(names, at, split, worded=" " in names[at]) for split in _BY_NAME),
            *(_run(wordings, at, split, worded=True) for split in _BY_WORDING),
        ]
        best = max((family for family in found if family is not None), key=lambda f: len(f.places), default=None)
        if best is None:
            at += 1
            continue
        families.append(best)
        at = best.places[-1] + 1
    return tuple(families)


def _run(texts: Sequence[str], start: int, split: Callable[[str], Split | None], *, worded: bool) -> Family | None:
    first = split(texts[start])
    if first is None:
        return None
    tails = [first[1]]
    for text in texts[start + 1 :]:
        following = split(text)
        if following is None or following[0] != first[0] or following[1] in tails:
            break
        tails.append(following[1])
    if len(tails) < 2:
        return None
    return Family(stem=first[0], tails=tuple(tails), places=tuple(range(start, start + len(tails))), worded=worded)
