"""Which code of a study each code of a file is: by its id, by its label, else a new one with an id made of its name.

Ids are made from the file alone, in its order, so that the same file read twice names its codes alike.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from relstudy.exchange.coded_material import Code
from relstudy.folding import fold, look

_OUTSIDE = re.compile(r"[^a-z0-9_]+")
#: The id of a code whose name has no letter that an id may have.
_NAMELESS = "code"


@dataclass(frozen=True, slots=True, kw_only=True)
class SettledCodes:
    """The id of each code of a file by its key, and those among them that the study has not."""

    ids: Mapping[str, str]
    new: tuple[Code, ...]


def settle_codes(codes: Iterable[Code], known: Mapping[str, Iterable[str]]) -> SettledCodes:
    """Return which codes of a study those of a file are; `known` are its ids with their labels."""
    codes = tuple(codes)
    own = _own_ids(codes)
    named = Counter(look(code.name) for code in codes)
    labelled: dict[str, list[str]] = {}
    for id_, labels in known.items():
        for label in {look(label) for label in labels}:
            labelled.setdefault(label, []).append(id_)
    ids: dict[str, str] = {}
    for code in codes:
        alike = labelled.get(look(code.name), [])
        # A name that several codes have, here or there, says nothing of which one is meant.
        is_named = own[code.key] not in known and len(alike) == 1 and named[look(code.name)] == 1
        ids[code.key] = alike[0] if is_named else own[code.key]
    return SettledCodes(ids=ids, new=tuple(code for code in codes if ids[code.key] not in known))


def _own_ids(codes: tuple[Code, ...]) -> dict[str, str]:
    by_key = {code.key: code for code in codes}
    plain = {code.key: code.id or folded_id(code.name) for code in codes}
    times = Counter(plain.values())
    taken: set[str] = set()
    ids: dict[str, str] = {}
    for code in codes:
        made = plain[code.key]
        parent = by_key.get(code.parent or "")
        if times[made] > 1 and parent is not None and code.id is None:
            made = f"{ids.get(parent.key, plain[parent.key])}_{made}"
        number, numbered = 1, made
        while numbered in taken or (number > 1 and times[numbered]):
            number += 1
            numbered = f"{made}_{number}"
        taken.add(numbered)
        ids[code.key] = numbered
    return ids


def folded_id(name: str) -> str:
    """Return a name as an id of the codebook: no accents, lower case, letters, digits and underscores."""
    return _OUTSIDE.sub("_", fold(name).replace("-", "_").replace(".", "_")).strip("_") or _NAMELESS
