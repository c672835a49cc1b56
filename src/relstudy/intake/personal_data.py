"""Personal data in what people said: where a text gives a phone, an address, an account, a birth, a name.

Every finding is a proposal for a person to decide, so that a rule may miss but must not drown its reader: numbers are
judged by their own keys (NIR, IBAN), by how phones are written in France, Britain and North America, and by what stands
around them; names by a title or an introduction before them, or because the study declares them.

References
----------
The key of the NIR: INSEE, 97 minus the number modulo 97, 2A and 2B read as 19 and 18. The key of the IBAN: ISO 13616,
remainder 1 modulo 97.
"""

import re
import unicodedata
from bisect import bisect
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

Kind = Literal["email", "iban", "nir", "link", "phone", "address", "birth", "name", "case"]
#: Where two findings overlap the first kind is kept.
KINDS: tuple[Kind, ...] = ("email", "iban", "nir", "link", "phone", "address", "birth", "name", "case")
#: Why a passage is proposed, as the words of the review name it.
Reason = Literal[
    "form",
    "key",
    "cue",
    "spoken",
    "title",
    "introduced",
    "announced",
    "elsewhere",
    "several",
    "capitals",
    "roster",
    "case-id",
    "attributes",
]

#: Of two reasons for one passage the first is told.
_REASONS: tuple[Reason, ...] = (
    "roster",
    "attributes",
    "case-id",
    "title",
    "introduced",
    "announced",
    "key",
    "form",
    "spoken",
    "cue",
    "elsewhere",
    "several",
    "capitals",
)

_BLANK = r"[ \u00a0\u202f]"
_SEP = r"[ \u00a0\u202f.\-\u2010\u2011]"
_CAPITAL = "A-ZÀ-ÖØ-ÞŒŸ"
#: A word of a name: "Dupont", "Le-Goff", "D'Almeida", "O'Neil".
_NAME_WORD = rf"(?:[dDlLO]['’])?[{_CAPITAL}][\w'’\-]*\w"
_PARTICLE = r"(?:de la|de|du|des|van der|van|von|ben|el|al|di|da)"
_NAME = rf"(?:{_PARTICLE}{_BLANK})?{_NAME_WORD}(?:{_BLANK}(?:{_PARTICLE}{_BLANK})?{_NAME_WORD}){{0,2}}"
#: What makes an amount or a quantity of the number before it.
_UNIT = re.compile(
    rf"{_BLANK}*(?:€|\$|£|%|k€|m€|eur\b|euros?\b|dollars?\b|pounds?\b|livres\b|millions?\b|milliards?\b|billions?\b"
    r"|clients?\b|customers?\b|personnes\b|people\b|km\b|m²|kg\b|ko\b|mo\b|go\b|[kmg]b\b)",
    re.IGNORECASE,
)
_CURRENCY_BEFORE = re.compile(rf"[€$£]{_BLANK}*\Z")
#: What numbers are given that are no phones: contracts, orders, products.
_REFERENCE = re.compile(
    rf"\b(?:r[ée]f(?:[ée]rence)?|n(?:°|um[ée]ro){_BLANK}*(?:de|d['’]){_BLANK}*(?:commande|contrat|dossier|client|facture|s[ée]rie|suivi|adh[ée]rent)"
    rf"|commande|contrat|dossier|facture|mod[èe]le|produit|article|colis|isbn|ean|siren|siret|code(?:-| )barres?"
    rf"|order|invoice|contract|reference|ref|model|product|item|serial|tracking|ticket){_BLANK}*"
    rf"(?:number|no\.?|n°|id)?{_BLANK}*[.:#°]*{_BLANK}*\Z",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A passage that may tell who somebody is: offsets in code points, what stands there, which kind, and why."""

    start: int
    end: int
    text: str
    kind: Kind
    reason: Reason
    #: What the same person, number or place is known by wherever it is found.
    identity: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownName:
    """A name the study knows: of a person by all words of it, or of a case by its id, and why it is looked for."""

    name: str
    kind: Literal["name", "case"]
    reason: Reason


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
    lowered = {plain_name(t[0]) for text in texts for t in _TOKEN.finditer(text) if t[0].islower()}
    told = [list(_announced(text, nobody, lowered)) for text in texts]
    names = _Names(
        declared=[name.name for name in declared if name.kind == "name"],
        titled=[one.finding.text for found in told for one in found if one.spreads],
        reasons={plain_name(name.name): name.reason for name in declared},
        lowered=lowered,
    )
    ids = _any_of(name.name for name in declared if name.kind == "case")
    return [
        _apart(
            [
                *_formed(text),
                *(names.settle(one.finding) for one in found),
                *names.find(text),
                *_capitalised(text, nobody, lowered),
                *_ids(text, ids),
            ]
        )
        for text, found in zip(texts, told, strict=True)
    ]


# Words repeat: what people said holds few of them, and each is met thousands of times.
@lru_cache(maxsize=1 << 16)
def plain_name(text: str) -> str:
    """Return a name without accents, capitals, hyphens, apostrophes and needless blanks: equal for one name written in two ways."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^\w]+|_", " ", bare.casefold()).split())


def _apart(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings without those that overlap a longer one of their kind or one of a kind that goes before."""
    ranked = sorted(
        set(findings), key=lambda f: (KINDS.index(f.kind), f.start - f.end, f.start, _REASONS.index(f.reason))
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
    if kind in ("iban", "nir"):
        return re.sub(r"[^0-9A-Z]", "", said.upper())
    return said.casefold() if kind in ("email", "link") else plain_name(said)


_Found = Iterator[tuple[int, int, Reason]]

# -- e-mails, links, accounts ----------------------------------------------------------------------

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+%'-]*[\w+]@\w[\w-]*(?:\.\w[\w-]*)*\.[A-Za-z]{2,}\b")
#: Addresses from which machines write.
_NOBODY_READS = re.compile(
    r"(?:no|do-?not|ne-?pas|nepas)[-_.]?(?:reply|r[ée]pondre)\b|(?:mailer-daemon|postmaster)@", re.IGNORECASE
)
_SPOKEN_DOT = rf"{_BLANK}(?:point|dot){_BLANK}"
_SPOKEN_HOST = re.compile(
    rf"{_BLANK}(?:arr?obase|\(at\)|\[at\]|at(?={_BLANK}[\w-]{{1,40}}{_SPOKEN_DOT})){_BLANK}[\w-]{{1,40}}(?:(?:\.|{_SPOKEN_DOT})\w{{2,10}})?",
    re.IGNORECASE,
)
#: The end of what stands before the host; only so much of the text is looked at.
_SPOKEN_USER = re.compile(
    rf"\w+(?:(?:[.\-_]|{_BLANK}(?:point|dot|tiret|dash|underscore){_BLANK})\w+){{0,5}}\Z", re.IGNORECASE
)


def _emails(text: str) -> _Found:
    for match in _EMAIL.finditer(text):
        if not _NOBODY_READS.match(match[0]):
            yield match.start(), match.end(), "form"
    for match in _SPOKEN_HOST.finditer(text):
        before = max(0, match.start() - _NEAR)
        user = _SPOKEN_USER.search(text[before : match.start()])
        if user:
            yield before + user.start(), match.end(), "spoken"


_SOCIAL = r"(?:facebook|linkedin|instagram|twitter|x|tiktok|threads|snapchat|youtube|github|medium|pinterest|strava|t)\.(?:com|net|me)"
_PERSONAL_LINK = re.compile(
    rf"(?<![\w-])(?:https?://)?(?:[\w-]{{1,63}}\.){{0,3}}{_SOCIAL}/[^\s<>\"'»)\]]*[^\s<>\"'»)\].,;:!?]", re.IGNORECASE
)
_HANDLE = re.compile(r"(?<![\w@./+-])@[A-Za-z_]\w{2,29}(?![\w@]|\.\w)")


def _links(text: str) -> _Found:
    for pattern in (_PERSONAL_LINK, _HANDLE):
        for match in pattern.finditer(text):
            yield match.start(), match.end(), "form"


# -- accounts and the number of a person -----------------------------------------------------------

_IBAN_RADIX, _KEY_MODULUS = 36, 97
_IBAN_LENGTHS = {
    "AT": 20, "BE": 16, "CH": 21, "CZ": 24, "DE": 22, "DK": 18, "ES": 24, "FI": 18, "FR": 27, "GB": 22, "GR": 27, "HU": 28,
    "IE": 22, "IT": 27, "LU": 20, "MA": 28, "MC": 27, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24, "SE": 24, "TN": 24,
}  # fmt: skip


def _ibans(text: str) -> _Found:
    for match in re.finditer(rf"(?<![0-9A-Za-z])([A-Za-z]{{2}})\d{{2}}(?={_BLANK}?[0-9A-Za-z])", text):
        length = _IBAN_LENGTHS.get(match[1].upper())
        if length is None:
            continue
        whole = re.compile(rf"[A-Za-z]{{2}}\d{{2}}(?:{_BLANK}?[0-9A-Za-z]){{{length - 4}}}(?![0-9A-Za-z])").match(
            text, match.start()
        )
        if whole and _has_iban_key(whole[0]):
            yield whole.start(), whole.end(), "key"


def _has_iban_key(iban: str) -> bool:
    signs = re.sub(r"[^0-9A-Z]", "", iban.upper())
    return int("".join(str(int(sign, _IBAN_RADIX)) for sign in signs[4:] + signs[:4])) % _KEY_MODULUS == 1


_NIR = re.compile(
    rf"(?<![\d.,])(?P<number>[1-478]{_SEP}?\d\d{_SEP}?(?:0[1-9]|1[0-2]|[2-9]\d){_SEP}?(?:\d\d|2[ABab]){_SEP}?\d{{3}}{_SEP}?\d{{3}})"
    rf"(?:{_SEP}?(?P<key>\d\d))?(?!\d)"
)
_NIR_CUE = re.compile(r"s[ée]cu(?:rit[ée] sociale)?\b|\bNIR\b|carte vitale|social security|\bINSEE\b", re.IGNORECASE)
_NEAR = 60


def _nirs(text: str) -> _Found:
    for match in _NIR.finditer(text):
        if match["key"] and _has_nir_key(match["number"], match["key"]):
            yield match.start(), match.end(), "key"
        elif _NIR_CUE.search(text, max(0, match.start() - _NEAR), match.start()):
            yield match.start(), match.end(), "cue"


def _has_nir_key(number: str, key: str) -> bool:
    signs = re.sub(r"[^0-9AB]", "", number.upper()).replace("2A", "19").replace("2B", "18")
    return _KEY_MODULUS - int(signs) % _KEY_MODULUS == int(key)


# -- phones ----------------------------------------------------------------------------------------

_PHONES = tuple(
    re.compile(pattern)
    for pattern in (
        # France: ten digits by two, the same separator throughout, or +33 before nine.
        rf"(?<![\w.,+/-])0[1-9](?P<s>{_SEP}?)\d\d(?:(?P=s)\d\d){{3}}(?![\d/]|[.,-]\d)",
        rf"(?<![\w.,/])(?:\+|00){_BLANK}?33{_SEP}?(?:\(0\){_BLANK}?)?[1-9](?:{_SEP}?\d\d){{4}}(?!\d|[.,]\d)",
        rf"(?<![\w.,/])(?:\+|00){_BLANK}?33{_BLANK}?[1-9]\d\d(?:{_BLANK}\d{{3}}){{2}}(?!\d|[.,]\d)",
        # Britain and Ireland: groups as they are written there.
        rf"(?<![\w.,+/-])\(?0(?:\d\d\)?{_SEP}\d{{4}}{_SEP}\d{{4}}|\d{{3}}\)?{_SEP}\d{{3}}{_SEP}\d{{3,4}}|\d{{4}}\)?{_SEP}(?:\d{{6}}|\d{{3}}{_SEP}\d{{3}})|7\d{{9}})(?!\d|[.,]\d)",
        # North America: three, three, four, with hyphens, points or brackets.
        r"(?<![\w.,/-])(?:\+?1[ .-])?(?:\([2-9]\d\d\) ?|[2-9]\d\d(?P<p>[.-]))[2-9]\d\d(?(p)(?P=p)|[ .-])\d{4}(?!\d|[.,-]\d)",
        # Any country, said with its prefix.
        rf"(?<![\w.,/])(?:\+|00)[1-9]\d{{0,2}}(?:{_SEP}?\(0\))?(?:{_SEP}?\d{{1,4}}){{2,6}}(?!\d|[.,]\d)",
    )
)
_INTERNATIONAL = len(_PHONES) - 1
#: Numbers no person has: services with a price of their own in France (ARCEP, 08), Britain (Ofcom, 08 and 09) and
#: North America (toll-free).
_SERVICE_NUMBER = re.compile(r"(?:(?:\+|00)33|0)8\d{8}\Z|0[89]\d{9}\Z|(?:\+?1)?8(?:00|33|44|55|66|77|88)\d{7}\Z")
_SHORTEST, _LONGEST = 9, 15
#: Digits after a plus that are grouped by three alone are an amount, but for the prefixes whose phones are written so.
_BY_THREE = re.compile(rf"(?:\+|00)\d{{1,3}}(?:{_BLANK}\d{{3}})+\Z")
_DIGIT_WORDS = {
    "fr": r"z[ée]ro|un|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingt|trente|quarante|cinquante"
    r"|soixante|et",
    "en": r"zero|oh|one|two|three|four|five|six|seven|eight|nine|double|triple",
}
_SPOKEN_PHONES = (
    re.compile(
        rf"\bz[ée]ro[ ,\-]+(?:un|deux|trois|quatre|cinq|six|sept|huit|neuf)(?:[ ,\-]+(?:{_DIGIT_WORDS['fr']})\b){{4,20}}",
        re.IGNORECASE,
    ),
    re.compile(rf"\b(?:zero|oh)(?:[ ,\-]+(?:{_DIGIT_WORDS['en']})\b){{8,11}}", re.IGNORECASE),
)


def _phones(text: str) -> _Found:
    for place, pattern in enumerate(_PHONES):
        for match in pattern.finditer(text):
            digits = len(re.sub(r"\D", "", match[0]))
            general = place == _INTERNATIONAL
            if general and (not _SHORTEST <= digits <= _LONGEST or _BY_THREE.match(match[0])):
                continue
            if _SERVICE_NUMBER.match(re.sub(r"[^\d+]", "", match[0])):
                continue
            if not _is_amount(text, match.start(), match.end()) and not _is_reference(text, match.start()):
                yield match.start(), match.end(), "form"
    for pattern in _SPOKEN_PHONES:
        for match in pattern.finditer(text):
            yield match.start(), match.end(), "spoken"


def _is_amount(text: str, start: int, end: int) -> bool:
    return bool(_UNIT.match(text, end) or _CURRENCY_BEFORE.search(text, max(0, start - 4), start))


def _is_reference(text: str, start: int) -> bool:
    return bool(_REFERENCE.search(text[max(0, start - _NEAR) : start]))


# -- addresses -------------------------------------------------------------------------------------

_TOWN = rf"[{_CAPITAL}](?:[^\W\d_]|['’\-])*(?:[{_BLANK[1:-1]}\-](?:(?:sur|sous|en|le|la|les|de|du|des|lès|aux?)[{_BLANK[1:-1]}\-])?[{_CAPITAL}](?:[^\W\d_]|['’\-])*(?![\w])){{0,4}}"
_NUMBER = rf"(?<![\w.,])\d{{1,4}}(?:{_BLANK}?(?:bis|ter|quater|[A-D]\b))?,?{_BLANK}+"
_ROADS = r"(?:rue|avenue|av\.|boulevard|bd\.?|bld|faubourg|fbg|lotissement|venelle)"
#: Roads that are words of every day too: without a capital letter only with an article behind them.
_DOUBTFUL_ROADS = r"(?:impasse|all[ée]es?|chemin|quai|r[ée]sidence|mont[ée]e)"
_WIDE_ROADS = r"(?:place|cours|route|rte|passage|square|villa|sentier|cit[ée]|esplanade|promenade)"
_OF = rf"(?:(?:de{_BLANK}la|de|du|des|la|le|les|aux?|et){_BLANK}|(?:de{_BLANK})?[dl]['’])"
_ARTICLE = rf"(?:(?:de{_BLANK}la|du|des|les?|la|aux?){_BLANK}|(?:de{_BLANK})?l['’])"
_AFTER = rf"(?:,?{_BLANK}*(?:[àa]{_BLANK}+)?(?:\d{{5}},?{_BLANK}+{_TOWN}))?"
_FRENCH_ADDRESSES = (
    re.compile(rf"{_NUMBER}(?i:{_ROADS}){_BLANK}+{_OF}{{0,2}}(?:{_TOWN}|(?!(?:{_OF}))\w[\w'’\-]+){_AFTER}"),
    re.compile(rf"{_NUMBER}(?i:{_DOUBTFUL_ROADS}){_BLANK}+(?:{_OF}{{0,2}}{_TOWN}|{_ARTICLE}\w[\w'’\-]+){_AFTER}"),
    re.compile(rf"{_NUMBER}(?i:{_WIDE_ROADS}){_BLANK}+{_OF}{{0,2}}{_TOWN}{_AFTER}"),
)
_TOWN_BY_CODE = re.compile(rf"(?<![\w.,])(?:F-)?(?:0[1-9]|[1-8]\d|9[0-578])\d{{3}},?{_BLANK}+{_TOWN}")
_LIVES = re.compile(
    r"habit|r[ée]sid|domicil|adresse|code postal|log[ée]|install|vi[st]\b|liv(?:e|ing)\b|address", re.IGNORECASE
)
_STREETS = (
    r"(?:Street|St\.?|Road|Rd\.?|Avenue|Ave\.?|Lane|Ln\.?|Drive|Dr\.?|Court|Ct\.?|Close|Way|Square|Sq\.?|Crescent|Terrace|Place|Pl\.?"
    r"|Boulevard|Blvd\.?|Gardens|Grove|Row|Mews|Parade)"
)
#: Areas of British postcodes (Royal Mail).
_AREAS = (
    "AB|AL|B|BA|BB|BD|BH|BL|BN|BR|BS|BT|CA|CB|CF|CH|CM|CO|CR|CT|CV|CW|DA|DD|DE|DG|DH|DL|DN|DT|DY|E|EC|EH|EN|EX|FK|FY|G|GL|GU|HA|HD|"
    "HG|HP|HR|HS|HU|HX|IG|IM|IP|IV|JE|KA|KT|KW|KY|L|LA|LD|LE|LL|LN|LS|LU|M|ME|MK|ML|N|NE|NG|NN|NP|NR|NW|OL|OX|PA|PE|PH|PL|PO|PR|RG|RH|"
    "RM|S|SA|SE|SG|SK|SL|SM|SN|SO|SP|SR|SS|ST|SW|SY|TA|TD|TF|TN|TQ|TR|TS|TW|UB|W|WA|WC|WD|WF|WN|WR|WS|WV|YO|ZE"
)
_POSTCODE = rf"(?:{_AREAS})\d[0-9A-Z]?{_BLANK}\d(?!(?:GB|TB)\b)[ABD-HJLNP-UW-Z]{{2}}\b"
_ENGLISH_ADDRESS = re.compile(
    rf"(?<![\w.,])\d{{1,5}}[A-Za-z]?,?{_BLANK}+(?:[{_CAPITAL}][\w'’\-]*{_BLANK}+){{1,3}}{_STREETS}(?!\w)"
    rf"(?:,{_BLANK}+{_TOWN})?(?:,?{_BLANK}+(?:{_POSTCODE}|[A-Z]{{2}}{_BLANK}\d{{5}}(?:-\d{{4}})?))?"
)
_POSTCODE_ALONE = re.compile(rf"(?<![\w-]){_POSTCODE}")


def _addresses(text: str) -> _Found:
    for pattern in (*_FRENCH_ADDRESSES, _ENGLISH_ADDRESS, _POSTCODE_ALONE):
        for match in pattern.finditer(text):
            yield match.start(), match.end(), "form"
    for match in _TOWN_BY_CODE.finditer(text):
        if _LIVES.search(text, max(0, match.start() - _NEAR), match.start()):
            yield match.start(), match.end(), "cue"


# -- births ----------------------------------------------------------------------------------------

_MONTHS = (
    r"(?:janvier|f[ée]vrier|mars|avril|mai|juin|juillet|ao[uû]t|septembre|octobre|novembre|d[ée]cembre"
    r"|january|february|march|april|may|june|july|august|september|october|november|december)"
)
_DAY = (
    rf"(?:\d{{1,2}}[/.\-]\d{{1,2}}[/.\-](?:\d{{4}}|\d\d)|\d{{4}}-\d\d-\d\d|\d{{1,2}}(?:er|st|nd|rd|th)?{_BLANK}(?:of{_BLANK})?{_MONTHS},?(?:{_BLANK}\d{{4}})?"
    rf"|{_MONTHS}{_BLANK}\d{{1,2}}(?:st|nd|rd|th)?(?:,?{_BLANK}\d{{4}})?)(?!\w)"
)
_BIRTH = re.compile(
    rf"(?:\bn[ée]e?{_BLANK}+(?:un{_BLANK}|le{_BLANK})+|\bdate{_BLANK}+de{_BLANK}+naissance\W{{0,3}}(?:est{_BLANK}(?:le{_BLANK})?|c['’]est{_BLANK}(?:le{_BLANK})?|le{_BLANK})?"
    rf"|\banniversaire\W{{0,3}}(?:est{_BLANK}|c['’]est{_BLANK})?le{_BLANK}|\bborn{_BLANK}+(?:on{_BLANK}+)?(?:the{_BLANK}+)?|\b(?:date{_BLANK}+of{_BLANK}+birth|d\.?o\.?b\.?|birthday)"
    rf"\W{{0,3}}(?:is{_BLANK}+)?(?:on{_BLANK}+)?(?:the{_BLANK}+)?)(?P<day>{_DAY})",
    re.IGNORECASE,
)


def _births(text: str) -> _Found:
    for match in _BIRTH.finditer(text):
        yield match.start("day"), match.end("day"), "cue"


_FORMS: tuple[tuple[Kind, Callable[[str], _Found]], ...] = (
    ("email", _emails),
    ("iban", _ibans),
    ("nir", _nirs),
    ("link", _links),
    ("phone", _phones),
    ("address", _addresses),
    ("birth", _births),
)

# -- names -----------------------------------------------------------------------------------------

_TITLE = re.compile(
    rf"(?<!\w)(?:M\.|Mr\.?|MM\.|Mme\.?|Mlle\.?|Mrs\.?|Ms\.?|Miss|Monsieur|Madame|Mademoiselle|monsieur|madame|mademoiselle|Docteur|docteur|Doctor|Dr\.?|Pr\.?|Professeur"
    rf"|Professor|Ma[îi]tre|Me){_BLANK}+(?P<name>{_NAME})"
)
#: A text in capitals alone: where the name ends nothing tells, so that one word is taken.
_SHOUTED_TITLE = re.compile(
    rf"(?<!\w)(?:MONSIEUR|MADAME|MADEMOISELLE|MME|MLLE){_BLANK}+(?P<name>[{_CAPITAL}][{_CAPITAL}'’\-]+)(?!\w)"
)
#: Before a title: "the gentleman of the post office" is not called "of the post office".
_ARTICLE_BEFORE = re.compile(
    rf"(?<!\w)(?:le|la|les|l['’]|une?|des|deux|ce|cet|cette|ces|du|au|aux){_BLANK}\Z", re.IGNORECASE
)
_INTRODUCED = re.compile(
    rf"\b(?:[Jj]e{_BLANK}(?:m['’]appelle|me{_BLANK}nomme)|(?:[Mm]on|[Ss]on){_BLANK}nom(?:{_BLANK}de{_BLANK}(?:famille|jeune{_BLANK}fille))?,?{_BLANK}(?:c['’])?est"
    rf"|(?:[Mm]on|[Ss]on){_BLANK}pr[ée]nom,?{_BLANK}(?:c['’])?est|(?:[Ii]l|[Ee]lle){_BLANK}(?:s['’]appelle|se{_BLANK}nomme)"
    rf"|(?:mari|femme|[ée]poux|[ée]pouse|fils|fille|fr[èe]re|s(?:œ|oe)ur|p[èe]re|m[èe]re|conseill[eè]re?|voisine?){_BLANK}s['’]appelle"
    rf"|(?:[Mm]y|[Hh]is|[Hh]er){_BLANK}(?:first{_BLANK}|last{_BLANK}|sur)?name(?:{_BLANK}(?:is|was)|['’]s)|[Cc]all{_BLANK}me|[Ii]['’]m{_BLANK}called){_BLANK}(?P<name>{_NAME})"
)
_FULL = rf"{_NAME_WORD}(?:{_BLANK}(?:{_PARTICLE}{_BLANK})?{_NAME_WORD}){{0,2}}"
_KIN = (
    r"(?:mari|femme|[ée]poux|[ée]pouse|fils|fille|fr[èe]re|s(?:œ|oe)ur|p[èe]re|m[èe]re|maman|papa|grand-m[èe]re|grand-p[èe]re|oncle|tante|neveu|ni[èe]ce|cousine?"
    r"|compagnon|compagne|coll[èe]gue|voisine?|amie?|copine|copain|conseill[eè]re?|gestionnaire|banqui[eè]re?|assureur|m[ée]decin|facteur|factrice"
    r"|husband|wife|son|daughter|brother|sister|father|mother|mum|mom|dad|aunt|uncle|cousin|friend|partner|neighbou?r|colleague|advis[eo]r)"
)
#: Whose words announce a person of somebody's own.
_OF_MINE = re.compile(
    rf"\b(?:[Mm]on|[Mm]a|[Ss]on|[Ss]a|[Nn]otre|[Vv]otre|[Ll]eur|[Mm]y|[Hh]is|[Hh]er|[Oo]ur|[Tt]heir){_BLANK}{_KIN},?{_BLANK}(?P<name>{_FULL})"
    rf"|\b(?:[Uu]ne?{_BLANK}(?:certaine?|d[ée]nomm[ée]e?|nomm[ée]e?)){_BLANK}(?P<called>{_FULL})"
)
#: Whose words announce somebody met, thanked or signing, but a firm just as well.
_MET = re.compile(
    rf"\b(?:re[çc]ue?s?{_BLANK}par|parl[ée]{_BLANK}(?:à|avec)|aid[ée]e?s?{_BLANK}par|merci{_BLANK}(?:beaucoup{_BLANK}|encore{_BLANK})?à|bravo{_BLANK}à|remercie|au{_BLANK}nom{_BLANK}de"
    rf"|moi,?{_BLANK}c['’]est|ici|spoke{_BLANK}(?:to|with)|served{_BLANK}by|helped{_BLANK}by|thanks{_BLANK}to|thank{_BLANK}you,?){_BLANK}(?-i:(?P<name>{_FULL}))"
    rf"|\b(?:cordialement|bien{_BLANK}à{_BLANK}vous|salutations(?:{_BLANK}distingu[ée]es)?|sign[ée]|(?:kind{_BLANK}|best{_BLANK})?regards|sincerely)[\s,.:;]+(?-i:(?P<signed>{_FULL}))\s*\.?\s*\Z",
    re.IGNORECASE,
)
_PARTICLES = frozenset(
    ("de", "la", "du", "des", "le", "les", "van", "der", "von", "ben", "el", "al", "di", "da", "d", "l")
)
_PRONOUNS = frozenset(
    ("je", "j", "tu", "il", "elle", "on", "nous", "vous", "ils", "elles", "i", "he", "she", "we", "they", "it")
)
#: Words a sentence begins with where no stop was written before it; no family is called so.
_OPENERS = frozenset(
    (
        "bonjour", "bonsoir", "merci", "cordialement", "veuillez", "suite", "pour", "dans", "depuis", "avec", "sans", "chez", "mais", "donc", "car", "puis", "ensuite",
        "quand", "comment", "pourquoi", "lorsque", "cette", "cela", "ceci", "votre", "notre", "vos", "nos", "est", "sont", "monsieur", "madame", "apres", "avant", "aujourd", "hier",
        "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche", "hello", "thanks", "thank", "please", "this", "that", "but", "and", "when", "then", "back", "later", "again",
        "asap", "today", "tomorrow", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    )
)  # fmt: skip
_MONTH_NAMES = frozenset(
    (
        "janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre", "decembre",
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
    )
)  # fmt: skip
_YEAR_AFTER = re.compile(rf"{_BLANK}(?:19|20)\d\d\b")
#: What stands in the names of firms, services and places, which are met and thanked as people are.
_OF_FIRMS = frozenset(
    (
        "le", "la", "les", "l", "un", "une", "mon", "ma", "mes", "son", "sa", "ses", "leur", "the", "my", "tous", "toutes", "tout", "toute", "vraiment", "beaucoup", "pareil", "all", "everyone",
        "banque", "bank", "caisse", "credit", "societe", "service", "services", "agence", "poste", "mairie", "prefecture", "pole", "france", "assurance", "assurances", "mutuelle", "maison", "groupe", "club",
        "internet", "google", "direction", "equipe", "team", "customer", "client", "clients", "centre", "center", "support", "online", "paris", "lyon", "marseille", "london", "europe", "nombre", "ville", "city",
    )
)  # fmt: skip
#: So many capitals in a row are letters of a firm.
_LETTERS = 4
#: Who is called so by office is not named.
_OFFICES = frozenset(
    (
        "directeur", "directrice", "president", "presidente", "maire", "ministre", "conseiller", "conseillere", "professeur",
        "docteur", "juge", "prefet", "prefete", "consul", "consule", "ambassadeur", "ambassadrice", "procureur", "procureure", "tout", "director", "president", "mayor", "minister", "manager", "chairman",
    )
)  # fmt: skip
_TOKEN = re.compile(r"[^\W_][\w\u0300-\u036f]*")
_SENTENCE_START = re.compile(r"(?:\A|[.!?…:;«\"“\n]|[-–—])\s*\Z")
_ENDS = " '’\u00a0\u202f"
#: A word with one capital, at its head.
_HEADED = rf"[{_CAPITAL}][^\W\d_{_CAPITAL}]+(?:[-'’][{_CAPITAL}]?[^\W\d_{_CAPITAL}]+)?"
_TWO_CAPITALS = re.compile(rf"(?<![\w'’-]){_HEADED}(?:{_BLANK}{_HEADED}){{1,2}}(?![\w'’-]|{_BLANK}[{_CAPITAL}\d])")
#: What names of towns begin with.
_OF_TOWNS = frozenset(("saint", "sainte", "san", "santa", "santo", "sao", "los", "las", "new", "abu", "fort", "port"))
#: Words before a place, a firm or a thing that has a name; people are named without an article.
_PLACE_BEFORE = re.compile(
    rf"\b(?:à|en|vers|sur|sous|dans|chez|in|at|near|from|into|le|la|les|l['’]|un|une|du|des|au|aux|the|an?|rue|place|avenue|boulevard|appelle(?:nt)?|nomme(?:nt)?|called|named|\d+|[{_CAPITAL}][\w'’-]*){_BLANK}?\Z"
)
#: A word of a name by which a person may be called alone has so many letters.
_CALLED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class _Announced:
    """A name that what stands before it tells; with `spreads` it is looked for wherever else it stands."""

    finding: Finding
    spreads: bool


#: What a name stands behind, why it is then proposed, and whether a firm may as well stand there.
_ANNOUNCERS: tuple[tuple[re.Pattern[str], Reason, bool], ...] = (
    (_TITLE, "title", False),
    (_SHOUTED_TITLE, "title", False),
    (_INTRODUCED, "introduced", False),
    (_OF_MINE, "announced", False),
    (_MET, "announced", True),
)


def _announced(text: str, nobody: frozenset[str], lowered: Collection[str]) -> Iterator[_Announced]:
    """Yield the names after a title, an introduction, or words that announce a person."""
    for pattern, reason, or_firm in _ANNOUNCERS:
        for match in pattern.finditer(text):
            group = next(name for name, said in match.groupdict().items() if said)
            start, name = match.start(group), _without_other_words(match[group])
            bare = plain_name(name)
            words = [word for word in bare.split() if word not in _PARTICLES]
            is_nobody = (
                not words
                or words[0] in _OFFICES
                or set(bare) <= set("x *")
                or not {bare, plain_name(match[0])}.isdisjoint(nobody)
                or (words[0] in _MONTH_NAMES and _YEAR_AFTER.match(text, start + len(name)))
                or (name[0].islower() and reason == "title" and _ARTICLE_BEFORE.search(text[: match.start()]))
                or (reason == "announced" and (_is_firm(name) or not nobody.isdisjoint(words)))
                or (or_firm and words[0] in lowered)
            )
            if not is_nobody:
                finding = Finding(
                    start=start, end=start + len(name), text=name, kind="name", reason=reason, identity=bare
                )
                yield _Announced(finding=finding, spreads=not or_firm)


def _capitalised(text: str, nobody: frozenset[str], lowered: Collection[str]) -> Iterator[Finding]:
    """Yield two or three words with a capital inside a sentence that nothing announces: a doubt, for whoever reviews."""
    for match in _TWO_CAPITALS.finditer(text):
        before, name = text[: match.start()], match[0]
        words = plain_name(name).split()
        everyday = {*words} & {*lowered, *_OPENERS, *_OFFICES, *_MONTH_NAMES, *_PRONOUNS}
        short = any(len(word) < _CALLED for word in words)
        of_nobody = _is_firm(name) or not nobody.isdisjoint({*words, plain_name(name)}) or words[0] in _OF_TOWNS
        doubtful = everyday or short or of_nobody or _TITLE.match(text, match.start())
        if not (doubtful or _SENTENCE_START.search(before) or _PLACE_BEFORE.search(before)):
            yield Finding(
                start=match.start(),
                end=match.end(),
                text=name,
                kind="name",
                reason="capitals",
                identity=plain_name(name),
            )


def _is_firm(name: str) -> bool:
    """Tell whether a name is one of a firm or a service rather than a person's: a word of theirs, or letters alone."""
    words = [match[0] for match in _TOKEN.finditer(name)]
    letters = any(word.isupper() and 1 < len(word) <= _LETTERS for word in words)
    return letters or any(plain_name(word) in _OF_FIRMS for word in words)


def _without_other_words(name: str) -> str:
    """Return a name up to where the next sentence was written without a stop before it; blank where that is at once."""
    for match in _TOKEN.finditer(name):
        plain = plain_name(match[0])
        if plain in _OPENERS or (plain in _PRONOUNS and (match.start() or len(match[0]) == len(name))):
            kept = name[: match.start()]
            # A verb and its pronoun: "Pourriez-vous".
            return kept[: kept.rfind(" ") + 1].rstrip(_ENDS) if kept.endswith("-") else kept.rstrip(_ENDS)
    return name


class _Names:
    """Names to look for, and whose each of their words is."""

    def __init__(
        self,
        *,
        declared: Iterable[str],
        titled: Iterable[str],
        reasons: Mapping[str, Reason],
        lowered: Collection[str],
    ) -> None:
        self._reasons, self._lowered = reasons, lowered
        self._whose: dict[str, set[str]] = {}
        self._whole = {plain_name(name) for name in declared} - {""}
        for name in self._whole:
            self._call(name, name)
            words = name.split()
            for word in words if len(words) > 1 else ():
                self._call(word, name)
        singles: list[str] = []
        for name in filter(None, map(plain_name, titled)):
            last = name.split()[-1]
            if last in lowered:
                # A word of every day would be found all over.
                continue
            if last == name:
                singles.append(name)
            elif name not in self._whose:
                self._call(name, name)
                self._call(last, name)
        for name in singles:
            self._whose.setdefault(name, {name})
        self._first: dict[str, list[tuple[str, ...]]] = {}
        for name in sorted(self._whose, key=lambda n: (-len(n.split()), n)):
            parts = tuple(name.split())
            self._first.setdefault(parts[0], []).append(parts)

    def _call(self, word: str, name: str) -> None:
        if len(word) >= _CALLED and word not in _PARTICLES:
            self._whose.setdefault(word, set()).add(name)

    def settle(self, finding: Finding) -> Finding:
        """Return a name with the identity it has among all of them."""
        return replace(finding, identity=self._identity(finding.identity))

    def _identity(self, word: str) -> str:
        whose = self._whose.get(word, {word})
        return next(iter(whose)) if len(whose) == 1 else word

    def find(self, text: str) -> Iterator[Finding]:
        """Yield where a name stands, with a capital letter; an everyday word at the head of a sentence is none."""
        if not self._first:
            return
        tokens = [(match.start(), match.end(), plain_name(match[0])) for match in _TOKEN.finditer(text)]
        for at, (start, _, plain) in enumerate(tokens):
            for words in self._first.get(plain, ()):
                found = tokens[at : at + len(words)]
                if tuple(word for _, _, word in found) != words:
                    continue
                last, end = found[-1][0], found[-1][1]
                everyday = len(words) == 1 and plain in self._lowered
                if not text[last].isupper() or (everyday and _SENTENCE_START.search(text[:start])):
                    continue
                yield self._found(text, start, end, " ".join(words))
                break

    def _found(self, text: str, start: int, end: int, name: str) -> Finding:
        identity = self._identity(name)
        reason: Reason = self._reasons.get(identity, "elsewhere") if len(self._whose[name]) == 1 else "several"
        return Finding(start=start, end=end, text=text[start:end], kind="name", reason=reason, identity=identity)


def _any_of(names: Iterable[str]) -> re.Pattern[str] | None:
    """Return what finds one of some ids, whole; None where there is none."""
    wanted = "|".join(re.escape(name) for name in sorted(set(names), key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{wanted})(?![\w-])") if wanted else None


def _ids(text: str, ids: re.Pattern[str] | None) -> Iterator[Finding]:
    for match in ids.finditer(text) if ids is not None else ():
        said = match[0]
        yield Finding(
            start=match.start(), end=match.end(), text=said, kind="case", reason="case-id", identity=plain_name(said)
        )
