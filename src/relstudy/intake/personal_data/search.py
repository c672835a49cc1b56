"""Personal data in what people said: where a text gives a phone, an address, an account, the number of a client, a birth, a name.

Every finding is a proposal for a person to decide, so that a rule may miss but must not drown its reader: numbers are
judged by their own keys (NIR, IBAN, cards), by how phones are written in France, Britain and North America, and by what stands
around them; names by a title or an introduction before them, or because the study declares them.
"""

import re
from bisect import bisect
from collections.abc import Callable, Iterable, Iterator, Sequence

from relstudy.intake.personal_data.accounts import find_ibans, find_nirs
from relstudy.intake.personal_data.announced_names import find_announced, find_capitalised
from relstudy.intake.personal_data.contacts import find_emails, find_links, find_phones
from relstudy.intake.personal_data.findings import KINDS, REASONS, TOKEN, Finding, Found, Kind, KnownName, plain_name
from relstudy.intake.personal_data.known_names import Names, any_of, find_ids
from relstudy.intake.personal_data.places_and_days import find_addresses, find_births
from relstudy.intake.personal_data.references import find_cards, find_plates, find_references
from relstudy.intake.personal_data.spoken_to import find_spoken_to

_FORMS: tuple[tuple[Kind, Callable[[str], Found]], ...] = (
    ("email", find_emails),
    ("iban", find_ibans),
    ("nir", find_nirs),
    ("card", find_cards),
    ("link", find_links),
    ("phone", find_phones),
    ("plate", find_plates),
    ("reference", find_references),
    ("address", find_addresses),
    ("birth", find_births),
)


def find_personal_data(
    texts: Sequence[str], *, declared: Iterable[KnownName] = (), common: Iterable[str] = ()
) -> list[list[Finding]]:
    """Return what may tell who somebody is, one list per text, in the order of the text, without overlaps.

    Parameters
    ----------
    texts
        What people said.
    declared
        Names the study knows: of a roster, of its cases.
    common
        Names that are nobody's, as those of the players and offers of the study: they are not proposed after a title
        or another word that announces a person.

    Notes
    -----
    A declared name is looked for as a whole and by each of its longer words; one that stands after a title or an
    introduction somewhere, wherever else it or its last word stands with a capital letter. Two names that are known by
    the same word are not told apart by it: the word is then a name of its own. Two words with a capital letter inside a
    sentence, that nothing announces, are proposed too where they are no firm, no place and no words of every day.
    """
    declared, nobody = tuple(declared), frozenset(plain_name(name) for name in common)
    lowered = {plain_name(t[0]) for text in texts for t in TOKEN.finditer(text) if t[0].islower()}
    told = [[*find_announced(text, nobody, lowered), *find_spoken_to(text, nobody, lowered)] for text in texts]
    names = Names(
        declared=[name.name for name in declared if name.kind == "name"],
        titled=[one.finding.text for found in told for one in found if one.spreads],
        reasons={plain_name(name.name): name.reason for name in declared},
        lowered=lowered,
    )
    ids = any_of(name.name for name in declared if name.kind == "case")
    return [
        _apart(
            [
                *_formed(text),
                *(names.settle(one.finding) for one in found),
                *names.find(text),
                *find_capitalised(text, nobody, lowered),
                *find_ids(text, ids),
            ]
        )
        for text, found in zip(texts, told, strict=True)
    ]


def _apart(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings without those that overlap a longer one of their kind or one of a kind that goes before."""
    ranked = sorted(
        set(findings), key=lambda f: (KINDS.index(f.kind), f.start - f.end, f.start, REASONS.index(f.reason))
    )
    kept: list[Finding] = []
    for finding in ranked:
        at = bisect(kept, finding.start, key=_start)
        free_before = at == 0 or kept[at - 1].end <= finding.start
        if free_before and (at == len(kept) or finding.end <= kept[at].start):
            kept.insert(at, finding)
    return kept


def _start(finding: Finding) -> int:
    return finding.start


def _formed(text: str) -> Iterator[Finding]:
    """Yield what its form alone tells."""
    for kind, find in _FORMS:
        for start, end, reason in find(text):
            said = text[start:end]
            yield Finding(start=start, end=end, text=said, kind=kind, reason=reason, identity=_identity(kind, said))


def _identity(kind: Kind, said: str) -> str:
    if kind == "phone":
        digits = re.sub(r"\D", "", said)
        if not digits:
            return plain_name(said)
        return re.sub(r"\A(?:00)?(?:33|44)0?(?=\d{9,10}\Z)", "0", digits)
    if kind in ("iban", "nir", "card", "plate", "reference"):
        return re.sub(r"[^0-9A-Z]", "", said.upper())
    return said.casefold() if kind in ("email", "link") else plain_name(said)
