"""Names by which people are spoken to, listed and entered: in a dialogue, among several of kin, on a form, beside an age, with a family in capitals."""

import re
from collections.abc import Collection, Iterator

from relstudy.intake.personal_data.announced_names import (
    KIN,
    Announced,
    is_firm,
    is_no_name,
    without_other_words,
)
from relstudy.intake.personal_data.findings import (
    BLANK,
    CALLED,
    CAPITAL,
    NAME_WORD,
    PARTICLE,
    Finding,
    Reason,
    plain_name,
)

_WORD = rf"(?:[{CAPITAL}]\.-?)*{NAME_WORD}"
_FULL = rf"{_WORD}(?:{BLANK}(?:{PARTICLE}{BLANK})?{_WORD}){{0,2}}"
_ENDS = rf"(?={BLANK}*(?:[,.!?…;»\n]|\Z))"
#: "Bonjour Martine, …", "Oui, Sandrine, …": what one says to somebody, and a comma or a stop behind the name.
_GREETED = re.compile(
    rf"(?<!\w)(?i:bonjour|bonsoir|salut|coucou|merci(?:{BLANK}(?:beaucoup|bien|encore))?|au{BLANK}revoir|all[ôo]|de{BLANK}rien|d['’]accord|oui|non|si|alors|bon|bien|voil[àa]|dites(?:-moi)?|dis|[ée]coutez?"
    rf"|tenez|tiens|hein|eh{BLANK}bien|et{BLANK}vous|et{BLANK}toi|ch[eè]re?|hello|hi|hey|thanks|thank{BLANK}you|yes|no|well|dear)"
    rf"(?:,{BLANK}?|{BLANK})(?-i:(?P<name>{_WORD})){_ENDS}"
)
#: "Mes filles, Léa, Zoé et Inès": each of several.
_SEVERAL = re.compile(
    rf"\b(?:[Mm]es|[Ss]es|[Nn]os|[Vv]os|[Ll]eurs|[Mm]y|[Oo]ur|[Hh]is|[Hh]er){BLANK}(?:(?:deux|trois|quatre|petits|petites|two|three){BLANK})?(?:enfants|parents|fils|filles|petits-enfants|jumeaux|jumelles"
    rf"|children|kids|sons|twins|{KIN}s),?{BLANK}(?P<names>{_FULL}(?:,{BLANK}{_FULL})*(?:,?{BLANK}(?:et|and){BLANK}{_FULL}))"
)
_ONE = re.compile(rf"(?<![\w'’.])(?!(?:et|and)\b){_FULL}")
#: What a name stands behind or before, why it is then proposed, and whether a firm may as well stand there.
_TOLD: tuple[tuple[re.Pattern[str], Reason, bool], ...] = (
    # "Éric, mon mari", "mon mari, lui, c'est Éric", "née Kerdoncuff", "Mme A. Moreau".
    (re.compile(rf"(?<![\w'’.-])(?P<name>{_WORD}),{BLANK}(?:mon|ma|son|sa|notre|votre|leur|my|his|her|our){BLANK}{KIN}\b"), "introduced", False),
    (re.compile(rf"\b(?:[Mm]on|[Mm]a|[Ss]on|[Ss]a){BLANK}{KIN},?{BLANK}(?:(?:lui|elle),?{BLANK})?c['’](?:est|était){BLANK}(?P<name>{_FULL})"), "announced", False),
    (re.compile(rf"\b(?i:(?:la|les|une){BLANK}(?:famille|[ée]poux)|veuve|n[ée]e|[ée]pouse){BLANK}(?P<name>{_FULL})"), "introduced", False),
    (re.compile(rf"(?<!\w)(?i:M\.|Mr|Mme|Mlle|Monsieur|Madame|Dr|Mrs|Ms)\.?{BLANK}(?P<name>[{CAPITAL}]\.?{BLANK}{_WORD})"), "title", False),
    # Where somebody works: "Nathalie de l'agence".
    (re.compile(rf"(?<![\w'’.-])(?P<name>{_WORD}),?{BLANK}(?:de{BLANK}l['’](?:agence|accueil)|du{BLANK}(?:service|guichet|standard|secr[ée]tariat)|à{BLANK}l['’](?:agence|accueil))\b"), "announced", True),
    # A form: "Nom : LEFÈVRE Prénom : Martine".
    (
        re.compile(
            rf"\b(?i:(?:pr[ée])?noms?(?:{BLANK}(?:et|/){BLANK}(?:pr[ée])?noms?)?(?:{BLANK}de{BLANK}(?:famille|naissance|jeune{BLANK}fille))?|interview[ée]e?|enqu[êe]t[ée]e?|r[ée]pondante?|(?:first|last|full){BLANK}name|sur?name|interviewee|respondent)"
            rf"{BLANK}*[:=]{BLANK}*(?P<name>(?!(?i:pr[ée])?(?i:nom)\b){_WORD}(?:{BLANK}(?:{PARTICLE}{BLANK})?(?!(?i:pr[ée]noms?|noms?|[âa]ge|date|adresse|t[ée]l)\b){_WORD}){{0,2}})"
        ),
        "introduced",
        False,
    ),
    (re.compile(rf"\b(?:[Mm]on|[Mm]y){BLANK}(?:pr[ée])?(?:nom|name),{BLANK}(?P<name>{_FULL})"), "introduced", False),
    (re.compile(rf"\b(?:[Jj]e{BLANK}suis|[Mm]oi),?{BLANK}(?P<name>{_WORD}),{BLANK}(?:\d\d{BLANK}ans|j['’]|je\b)"), "introduced", False),
    (re.compile(rf"(?:\b[Jj]e{BLANK}(?:vous|te){BLANK}pr[ée]sente|\b[Pp]r[ée]nomm[ée]e?){BLANK}(?P<name>{_FULL})"), "introduced", False),
    (re.compile(rf"\bm['’]appell(?:e|ent|ait|aient){BLANK}(?P<name>{_FULL}|[{CAPITAL}]{{2,3}}\b)"), "introduced", False),
    (re.compile(rf"(?<![\w'’.-])(?P<name>{_FULL}){BLANK}à{BLANK}l['’]appareil\b"), "introduced", False),
    # Beside an age: "Martine, 61 ans", "(Sandrine B., 43 ans)".
    (
        re.compile(
            rf"(?<![\w'’.-])(?P<name>{_WORD}(?:{BLANK}(?:{_WORD}|[{CAPITAL}]\.))?),?{BLANK}\(?\d\d{BLANK}(?:ans|years{BLANK}old)\b"
        ),
        "introduced",
        False,
    ),
    (re.compile(rf"\b(?:eu|tomb[ée]e?{BLANK}sur){BLANK}(?:un{BLANK}|une{BLANK})?(?P<name>{_FULL}){BLANK}(?:au{BLANK}(?:t[ée]l[ée]phone|bout{BLANK}du{BLANK}fil)|en{BLANK}ligne|tr[èe]s|qui|vraiment|hier|ce{BLANK}matin)\b"), "announced", True),
    (re.compile(rf"\b[Cc]['’](?:est|[ée]tait){BLANK}(?P<name>{_WORD}),?{BLANK}(?:(?:du|de|mon|ma|la|le)\b[^.,;!?\n]{{2,40}},?{BLANK})?qui{BLANK}(?:m['’]|l['’]|nous{BLANK}|s['’])"), "announced", True),
)  # fmt: skip
#: "Martine LEFÈVRE": a first name, then a family in capitals, wherever it stands.
_FAMILY_IN_CAPITALS = re.compile(
    rf"(?<![\w'’-])(?P<name>[{CAPITAL}][^\W\d_{CAPITAL}]+(?:-[{CAPITAL}][^\W\d_{CAPITAL}]+)?{BLANK}(?:(?i:{PARTICLE}){BLANK})?(?:[DO]['’])?[{CAPITAL}]{{2,}}(?:[-'’ ][{CAPITAL}]{{3,}})?)(?![\w'’-])"
)
#: "L-E-F-E-V-R-E".
_SPELT = re.compile(r"(?<![\w-])[^\W\d_](?:[-\u2010\u2011][^\W\d_]){3,}(?![\w-])")
#: "LEFÈVRE Martine": the other way round, as forms have it.
_FAMILY_FIRST = re.compile(
    rf"(?<![\w'’-])(?P<name>[{CAPITAL}]{{5,}}(?:-[{CAPITAL}]{{2,}})?{BLANK}[{CAPITAL}][^\W\d_{CAPITAL}]{{2,}}(?:-[{CAPITAL}][^\W\d_{CAPITAL}]+)?)(?={BLANK}*(?:[,;()\n]|\Z))"
)
#: "J.-P. Martin": initials before a family.
_INITIALS_BEFORE = re.compile(
    rf"(?:(?<![\w.])(?=[{CAPITAL}]\.[ -]?[{CAPITAL}]\.)|\b(?:de|par|avec|à|et|pour|que|by|with|of|to|and){BLANK})"
    rf"(?P<name>(?!M\.{BLANK})[{CAPITAL}]\.(?:[ -]?[{CAPITAL}]\.)?{BLANK}{NAME_WORD}(?![\w'’-]))"
)
#: Small letters, as what writes down speech leaves them: behind words nothing but a name stands behind.
_IN_SMALL = re.compile(
    rf"\b[Jj]e{BLANK}(?:m['’]appelle|me{BLANK}nomme){BLANK}(?P<name>(?=[a-zà-öø-ÿœ])[^\W\d_]{{2,}}(?:-[^\W\d_]+)?(?:{BLANK}(?!(?:et|je|j|mais|donc|alors|comme|aussi|ai|suis|en|depuis|pour|qui|car|puis|voilà|enfin|euh|bonjour|oui|non)\b)[^\W\d_]{{2,}}(?:-[^\W\d_]+)?)?)"
    rf"|(?<!une[ \u00a0])(?<!cette[ \u00a0])(?<!la[ \u00a0])(?<!un[ \u00a0])(?<!ce[ \u00a0])(?<!le[ \u00a0])\b(?:madame|monsieur|mademoiselle|mme|mlle|mr){BLANK}(?P<titled>(?=[a-zà-öø-ÿœ])(?!(?:qui|aussi|je|on|il|elle|vous|nous|ne|y|en|tout|toujours|a|est|le|la|les|et|ou)\b)[^\W\d_]{{3,}}){BLANK}(?:m['’](?:a|avait)|nous{BLANK}a|vous{BLANK}a|est{BLANK}|était{BLANK}|à{BLANK}l['’]appareil)"
)

#: What years are counted with: "Pendant 13 ans", "Depuis 20 ans".
_COUNTED = re.compile(
    r"(?:pendant|durant|depuis|dans|apres|avant|voila|bientot|environ|presque|plus|moins|agee?s?|tous|toutes|encore|deja|sous|entre|quelque|soit|total|jusqu|passe|quelques|enfin|justement|puis|aujourd|minimum|maximum|over|under|after|for|about)\Z"
)


def find_spoken_to(text: str, nobody: frozenset[str], lowered: Collection[str]) -> Iterator[Announced]:
    """Yield the names somebody is called, listed or entered by; words of every day, firms and offices are none."""
    for match in _GREETED.finditer(text):
        yield from _named(*match.span("name"), text, "announced", nobody, lowered, spreads=False)
    for match in _SEVERAL.finditer(text):
        for one in _ONE.finditer(text, *match.span("names")):
            yield from _named(*one.span(), text, "announced", nobody, lowered, spreads=True)
    for pattern, reason, or_firm in _TOLD:
        for match in pattern.finditer(text):
            yield from _named(*match.span("name"), text, reason, nobody, lowered, spreads=not or_firm)
    for pattern in (_INITIALS_BEFORE, _FAMILY_IN_CAPITALS, _FAMILY_FIRST):
        for match in pattern.finditer(text):
            yield from _named(*match.span("name"), text, "capitals", nobody, lowered, spreads=False)
    yield from _said_otherwise(text, nobody)


def _said_otherwise(text: str, nobody: frozenset[str]) -> Iterator[Announced]:
    """Yield names spelt by letters, and names in small letters."""
    for match in _SPELT.finditer(text):
        yield _announced(*match.span(), text, "introduced", spreads=False)
    for match in _IN_SMALL.finditer(text):
        group = "name" if match["name"] else "titled"
        if plain_name(match[group]) not in nobody:
            yield _announced(*match.span(group), text, "introduced" if group == "name" else "title", spreads=False)


def _named(
    start: int, end: int, text: str, reason: Reason, nobody: frozenset[str], lowered: Collection[str], *, spreads: bool
) -> Iterator[Announced]:
    name = without_other_words(text[start:end])
    words = [word for word in plain_name(name).split() if len(word) > 1]
    elided = re.match(r"[\w]{1,2}['’][^\W\d_]", name) is not None and name[0] not in "DLO"
    if is_no_name(words) or not nobody.isdisjoint({*words, " ".join(words)}):
        return
    if elided or _COUNTED.match(words[0]):
        return
    # What somebody is entered or called by may be a word of every day, or initials.
    entered = reason == "introduced"
    everyday = not entered and not {words[0], words[-1]}.isdisjoint(lowered)
    short_family = name.split()[-1].isupper() and len(words[-1]) >= CALLED and reason == "capitals"
    # A family may begin with an article where nothing but a name is expected.
    judged = name.rpartition(" ")[0] if short_family else re.sub(r"\AL(?:e|a|es) ", "", name) if entered else name
    firm = is_firm(judged) and not (entered and name.isupper())
    if not (everyday or firm):
        yield _announced(start, start + len(name), text, reason, spreads=spreads)


def _announced(start: int, end: int, text: str, reason: Reason, *, spreads: bool) -> Announced:
    name = text[start:end]
    finding = Finding(start=start, end=end, text=name, kind="name", reason=reason, identity=plain_name(name))
    return Announced(finding=finding, spreads=spreads)
