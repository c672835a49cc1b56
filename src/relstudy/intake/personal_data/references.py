"""Numbers by which a firm or an office knows somebody: of clients, contracts, files; of cards, by their own key; of vehicles.

A number alone is nobody's: a word announces it ("n° client", "contract no."), or its own form tells what it is.

References
----------
The key of card numbers: ISO/IEC 7812-1, annex B (Luhn). Plates of France since 2009: two letters, three digits, two
letters, without I, O and U; of garages and of what is not yet registered, W or WW before the digits.
"""

import re

from relstudy.intake.personal_data.findings import BLANK, NEAR, SEPARATOR, Found

_LUHN_RADIX = 10
_CARD = re.compile(
    rf"(?<![\w.,/-])(?:[2-6]\d{{3}}(?P<s>{SEPARATOR}?)\d{{4}}(?P=s)\d{{4}}(?P=s)\d{{4}}|3[47]\d\d(?P<a>{SEPARATOR}?)\d{{6}}(?P=a)\d{{5}})(?![\w/]|[.,-]\d)"
)
_CARD_CUE = re.compile(r"\b(?:cartes?|CB|visa|mastercard|amex|(?:credit|debit|bank)?cards?)\b", re.IGNORECASE)


def find_cards(text: str) -> Found:
    """Yield numbers of payment cards whose key holds, or that what stands before them tells."""
    for match in _CARD.finditer(text):
        if _has_luhn_key(match[0]):
            yield match.start(), match.end(), "key"
        elif _CARD_CUE.search(text, max(0, match.start() - NEAR), match.start()):
            yield match.start(), match.end(), "cue"


def _has_luhn_key(number: str) -> bool:
    digits = [int(sign) for sign in number if sign.isdigit()][::-1]
    doubled = (sum(divmod(2 * digit, _LUHN_RADIX)) for digit in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % _LUHN_RADIX == 0


_LETTERS = "A-HJ-NP-TV-Z"
_PLATE = re.compile(
    rf"(?<![\w-])(?:[{_LETTERS}]{{2}}|W)[-\u2010\u2011]\d{{3}}[-\u2010\u2011][{_LETTERS}]{{2}}(?![\w-])"
)
#: Forms that much else has too: they need a word before them.
_TOLD_PLATES = (
    re.compile(rf"(?<![\w-])[{_LETTERS}]{{2}}{SEPARATOR}?\d{{3}}{SEPARATOR}?[{_LETTERS}]{{2}}(?![\w-])", re.IGNORECASE),
    re.compile(rf"(?<![\w-])\d{{1,4}}{SEPARATOR}?[A-Z]{{2,3}}{SEPARATOR}?(?:\d\d|2[AB]|97\d)(?![\w-])"),
    re.compile(rf"(?<![\w-])[A-Z]{{2}}\d\d{BLANK}?[A-Z]{{3}}(?![\w-])"),
    # Belgium; Germany; Spain; Italy.
    re.compile(rf"(?<![\w-])\d{SEPARATOR}?[A-Z]{{3}}{SEPARATOR}?\d{{3}}(?![\w-])"),
    re.compile(r"(?<![\w-])[A-ZÄÖÜ]{1,3}[- ][A-Z]{1,2}[- ]?\d{1,4}[EH]?(?![\w-])"),
    re.compile(rf"(?<![\w-])\d{{4}}{SEPARATOR}?[B-DF-HJ-NP-TV-Z]{{3}}(?![\w-])"),
    re.compile(rf"(?<![\w-])[A-Z]{{2}}{SEPARATOR}?\d{{3}}{SEPARATOR}?[A-Z]{{2}}(?![\w-])"),
)
_PLATE_CUE = re.compile(
    r"immatricul|\bplaques?\b|\b(?:voitures?|v[ée]hicules?|motos?|scooters?|utilitaires?|camions?|remorques?|caravanes?|fourgons?|cars?|vans?|trucks?|lorr(?:y|ies)|trailers?|kennzeichen)\b|\b(?:number|licen[cs]e) plates?\b|\bregistration\b",
    re.IGNORECASE,
)


def find_plates(text: str) -> Found:
    """Yield plates of vehicles."""
    for match in _PLATE.finditer(text):
        yield match.start(), match.end(), "form"
    for pattern in _TOLD_PLATES:
        for match in pattern.finditer(text):
            if _PLATE_CUE.search(text, max(0, match.start() - NEAR), match.start()):
                yield match.start(), match.end(), "cue"


#: What somebody has a number of.
_HELD = (
    r"(?:client(?:e|èle)?s?|contrats?|dossiers?|adh[ée]rent(?:e|·e)?|adh[ée]sion|abonn[ée]e?|abonnement|assur[ée]e?|allocataires?|soci[ée]taire|b[ée]n[ée]ficiaire|usager|membre"
    r"|patient(?:e)?|[ée]tudiant(?:e)?|salari[ée]e?|agent|matricule|police(?:{b}d['’]assurance)?|sinistre|factures?|commandes?|r[ée]servation|suivi|colis|comptes?|fiscal|passeport|permis(?:{b}de{b}conduire)?"
    r"|carte(?:{b}(?:d['’]identit[ée]|vitale|de{b}fid[ée]lit[ée]|bancaire|bleue|grise|client))?|CNI|identit[ée]|ligne|s[ée]rie|compteur|ticket|r[ée]clamation|demande|CAF|allocations?"
    r"|customers?|clients?|accounts?|contracts?|polic(?:y|ies)|claims?|cases?|orders?|invoices?|members?(?:hip)?|subscribers?|subscription|tickets?|tracking|passport|licen[cs]e|booking|tax(?:payer)?|card)"
).replace("{b}", BLANK)
_NUMBER = r"(?:n\s?[°º]|\bno?\.|\bnum[ée]ro\b|\bnum\.?|\bnb\b|\bnumber\b|\bid\b|\bidentifiant\b|\br[ée]f(?:[ée]rence)?\b\.?|#)"
_OF = rf"(?:(?:de|du|des|d['’]|of|for|(?:de{BLANK})?(?:mon|ma|mes|notre|nos|votre|son|sa|my|our|la|le|l['’]))(?:{BLANK}|(?<=['’])))"
_NAMED = rf"(?:\b(?<!en[ \u00a0]){_HELD}(?!\w))"
#: What may stand between a number and what announces it.
_BETWEEN = rf"(?:[\s:,;=(«\"–-]|{_NUMBER}|\b(?:est|[ée]tait|c['’]est|bien|le|la|les|mien|mienne|toujours|suivant|CAF|is|was|it['’]s|the|mine)\b){{0,8}}?"
_PART, _CAPITALS = r"[A-Za-z]{0,5}\d[A-Z0-9]*", r"[A-Z]{1,4}"
#: What makes a quantity of what stands before it.
_COUNTED = rf"{BLANK}*(?:€|\$|£|%|k€|m€|eur|euros?|dollars?|pounds?|fois|mois|jours?|semaines?|ans?|ann[ée]es?|heures?|h|minutes?|mn|min|points?|pages?|personnes|clients?|km|kg|[kmgt]o|[kmgt]b|times|months?|days?|weeks?|years?|hours?)\b"
_VALUE = rf"(?:{_CAPITALS}[ \u00a0\u202f./_-]?)?{_PART}(?:[./_-]{_CAPITALS}(?!\w)|{BLANK}[A-Z]{{1,2}}(?![\w'’.])|[./_-]{_PART}|{BLANK}{_PART}(?!{_COUNTED})){{0,8}}"
_ANNOUNCED = re.compile(
    rf"(?:{_NUMBER}{BLANK}*(?:{_OF}{{0,2}}{BLANK}?{_NAMED}{BLANK}*){{1,2}}|{_NAMED}{BLANK}*(?:{_NAMED}{BLANK}*)?[:,]?{BLANK}*{_NUMBER}|\b(?:identifiant|matricule|login|user(?:name|{BLANK}id)?)\b(?:{BLANK}{_NAMED})?)"
    rf"{_BETWEEN}(?<![\w])(?-i:(?P<value>{_VALUE}))(?![\w])",
    re.IGNORECASE,
)
_BESIDE = re.compile(rf"{_NAMED}{BLANK}+(?-i:(?P<value>{_VALUE}))(?![\w])", re.IGNORECASE)
#: "cliente depuis toujours, numéro 6620417", "contrat EDF n° 66204171": what it is of stands a little before.
_NUMBER_ALONE = re.compile(rf"{_NUMBER}{_BETWEEN}(?<![\w])(?-i:(?P<value>{_VALUE}))(?![\w])", re.IGNORECASE)
#: "n° d’adhérent mutuelle 66204171": a word of its own between them.
_NUMBER_OF_A = re.compile(
    rf"{_NUMBER}{BLANK}*{_OF}{{0,2}}{BLANK}?{_NAMED}{BLANK}(?:[^\W\d]+{BLANK}){{1,2}}{_BETWEEN}(?<![\w])(?-i:(?P<value>{_VALUE}))(?![\w])",
    re.IGNORECASE,
)
_HELD_NEAR = re.compile(rf"{_NAMED}[^.!?\n]*\Z", re.IGNORECASE)
#: Digits that make a number somebody's: behind a word for a number, or beside what it is of.
_FEW, _MANY = 4, 6
_DATE = re.compile(r"(?:\d{1,2}[./-])?\d{1,2}[./-](?:\d{4}|\d\d)\Z|(?:19|20)\d\d(?:[ ./-](?:19|20)?\d\d){0,2}\Z")
_IS_COUNTED = re.compile(_COUNTED, re.IGNORECASE)


def find_references(text: str) -> Found:
    """Yield numbers a word announces as those of a client, a contract, a file: no amounts, days or quantities."""
    for pattern, few in ((_ANNOUNCED, _FEW), (_BESIDE, _MANY), (_NUMBER_OF_A, _MANY), (_NUMBER_ALONE, _MANY)):
        for match in pattern.finditer(text):
            value, (start, end) = match["value"], match.span("value")
            least = _FEW if any(sign.isupper() for sign in value) else few
            alone = pattern is _NUMBER_ALONE and not _HELD_NEAR.search(
                text, max(0, match.start() - NEAR), match.start()
            )
            if not alone and _tells(value, text, end, least=least):
                yield start, end, "cue"


def _tells(value: str, text: str, end: int, *, least: int) -> bool:
    enough = sum(sign.isdigit() for sign in value) >= least
    return enough and not _DATE.match(value) and not _IS_COUNTED.match(text, end)
