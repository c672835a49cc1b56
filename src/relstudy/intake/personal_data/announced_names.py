"""Names that what stands before them tells, or two capitals inside a sentence: a title, an introduction, a word of kin, somebody met or thanked."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from relstudy.intake.personal_data.findings import (
    BLANK,
    CALLED,
    CAPITAL,
    NAME_WORD,
    PARTICLE,
    PARTICLES,
    SENTENCE_START,
    TOKEN,
    Finding,
    Reason,
    plain_name,
)

_NAME = rf"(?:{PARTICLE}{BLANK})?{NAME_WORD}(?:{BLANK}(?:{PARTICLE}{BLANK})?{NAME_WORD}){{0,2}}"
#: "Hélène B."
_SHORTENED = rf"(?:{BLANK}[{CAPITAL}]\.)?"
_TITLE = re.compile(
    rf"(?<!\w)(?:M\.|M(?=[ \u00a0\u202f]+[{CAPITAL}])|M\u02b3|M\u1d50\u1d49|M\u02e1\u02e1\u1d49|Mr\.?|MM\.|Mmes?\.?|Mlles?\.?|Mrs\.?|Ms\.?|Miss|Monsieur|Madame|Mademoiselle|monsieur|madame|mademoiselle|Docteur|docteur|Doctor|Dr\.?|Pr\.?|Professeur"
    rf"|Professor|Ma[îi]tre|Me){BLANK}+(?P<name>{_NAME})"
)
#: "MM. Blanc et Roux": the last of several.
_TITLED_TOO = re.compile(
    rf"(?<!\w)(?:MM\.|Mmes|Mlles|Messieurs|Mesdames){BLANK}+{_NAME}(?:,{BLANK}{_NAME})*{BLANK}et{BLANK}(?P<name>{_NAME})"
)
#: "M. D.", "Mme R m’a dit": an initial after a title. Without its point, what may be a word is none; X, Y and Z are nobody.
_INITIAL = re.compile(
    rf"(?<!\w)(?:M\.|Mr\.?|Mme\.?|Mlle\.?|Mrs\.?|Ms\.?|Monsieur|Madame|Mademoiselle|monsieur|madame|Dr\.?|Pr\.?){BLANK}+"
    rf"(?P<name>(?![XYZ]\b)[{CAPITAL}]\.(?:[ -]?[{CAPITAL}]\.)*(?!\w)|(?![AÀOÔXYZ])[{CAPITAL}](?![\w.'’-]))"
)
#: A text in capitals alone: where the name ends nothing tells, so that one word is taken.
_SHOUTED_TITLE = re.compile(
    rf"(?<!\w)(?:MONSIEUR|MADAME|MADEMOISELLE|MME|MLLE){BLANK}+(?P<name>[{CAPITAL}][{CAPITAL}'’\-]+)(?!\w)"
)
#: Before a title: "the gentleman of the post office" is not called "of the post office".
_ARTICLE_BEFORE = re.compile(
    rf"(?<!\w)(?:le|la|les|l['’]|une?|des|deux|ce|cet|cette|ces|du|au|aux){BLANK}\Z", re.IGNORECASE
)
_INTRODUCED = re.compile(
    rf"\b(?:[Jj]e{BLANK}(?:m['’]appelle|me{BLANK}nomme)|(?:[Mm]on|[Ss]on){BLANK}nom(?:{BLANK}de{BLANK}(?:famille|jeune{BLANK}fille))?,?{BLANK}(?:c['’])?est"
    rf"|(?:[Mm]on|[Ss]on){BLANK}pr[ée]nom,?{BLANK}(?:c['’])?est|(?:[Ii]l|[Ee]lle){BLANK}(?:s['’]appelle|se{BLANK}nomme)"
    rf"|(?:mari|femme|[ée]poux|[ée]pouse|fils|fille|fr[èe]re|s(?:œ|oe)ur|p[èe]re|m[èe]re|conseill[eè]re?|voisine?){BLANK}s['’]appelle"
    rf"|(?:[Mm]y|[Hh]is|[Hh]er){BLANK}(?:first{BLANK}|last{BLANK}|sur)?name(?:{BLANK}(?:is|was)|['’]s)|[Cc]all{BLANK}me|[Ii]['’]m{BLANK}called){BLANK}(?P<name>{_NAME}{_SHORTENED})"
)
_FULL = rf"{NAME_WORD}(?:{BLANK}(?:{PARTICLE}{BLANK})?{NAME_WORD}){{0,2}}"
KIN = (
    r"(?:mari|femme|[ée]poux|[ée]pouse|fils|fille|fr[èe]re|s(?:œ|oe)ur|p[èe]re|m[èe]re|maman|papa|grand-m[èe]re|grand-p[èe]re|oncle|tante|neveu|ni[èe]ce|cousine?"
    r"|compagnon|compagne|coll[èe]gue|voisine?|amie?|copine|copain|conseill[eè]re?|gestionnaire|banqui[eè]re?|assureur|m[ée]decin|facteur|factrice"
    r"|husband|wife|son|daughter|brother|sister|father|mother|mum|mom|dad|aunt|uncle|cousin|friend|partner|neighbou?r|colleague|advis[eo]r)"
)
#: Whose words announce a person of somebody's own.
_OF_MINE = re.compile(
    rf"\b(?:[Mm]on|[Mm]a|[Ss]on|[Ss]a|[Nn]otre|[Vv]otre|[Ll]eur|[Mm]y|[Hh]is|[Hh]er|[Oo]ur|[Tt]heir){BLANK}{KIN},?{BLANK}(?P<name>{_FULL})"
    rf"|\b(?:[Uu]ne?{BLANK}(?:certaine?|d[ée]nomm[ée]e?|nomm[ée]e?)){BLANK}(?P<called>{_FULL})"
    rf"|\b(?:[Ss]urnomm[ée]e?|[Aa]lias){BLANK}(?P<nickname>{_FULL})"
)
#: Whose words announce somebody met, thanked or signing, but a firm just as well.
_MET = re.compile(
    rf"\b(?:re[çc]ue?s?{BLANK}par|parl[ée]{BLANK}(?:à|avec)|aid[ée]e?s?{BLANK}par|merci{BLANK}(?:beaucoup{BLANK}|encore{BLANK})?à|bravo{BLANK}à|remercie|au{BLANK}nom{BLANK}de"
    rf"|moi,?{BLANK}c['’]est|ici|spoke{BLANK}(?:to|with)|served{BLANK}by|helped{BLANK}by|thanks{BLANK}to|thank{BLANK}you,?){BLANK}(?-i:(?P<name>{_FULL}))"
    rf"|\b(?:cordialement|bien{BLANK}à{BLANK}vous|salutations(?:{BLANK}distingu[ée]es)?|sign[ée]|(?:kind{BLANK}|best{BLANK})?regards|sincerely)[\s,.:;]+(?-i:(?P<signed>{_FULL}{_SHORTENED}))\s*\.?\s*\Z",
    re.IGNORECASE,
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
_YEAR_AFTER = re.compile(rf"{BLANK}(?:19|20)\d\d\b")
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
_ENDS = " '’\u00a0\u202f"
#: A word with one capital, at its head, or with the capital of a family behind it: "O'Neill", "D’Souza", "McKenna".
_HEADED = rf"(?:[DO]['’](?=[{CAPITAL}])|Ma?c(?=[{CAPITAL}]))?[{CAPITAL}][^\W\d_{CAPITAL}]+(?:[-'’][{CAPITAL}]?[^\W\d_{CAPITAL}]+)?"
_TWO_CAPITALS = re.compile(rf"(?<![\w'’-]){_HEADED}(?:{BLANK}{_HEADED}){{1,2}}(?![\w'’-]|{BLANK}[{CAPITAL}\d])")
#: What stands before an apostrophe in the name of a family.
_BEFORE_FAMILY = frozenset(("d", "o"))
#: What names of towns begin with.
_OF_TOWNS = frozenset(("saint", "sainte", "san", "santa", "santo", "sao", "los", "las", "new", "abu", "fort", "port"))
#: Words before a place, a firm or a thing that has a name; people are named without an article.
_PLACE_BEFORE = re.compile(
    rf"\b(?:à|en|vers|sur|sous|dans|chez|in|at|near|from|into|le|la|les|l['’]|un|une|du|des|au|aux|the|an?|rue|place|avenue|boulevard|appelle(?:nt)?|nomme(?:nt)?|called|named|\d+|[{CAPITAL}][\w'’-]*){BLANK}?\Z"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """A name that what stands before it tells; with `spreads` it is looked for wherever else it stands."""

    finding: Finding
    spreads: bool


#: What a name stands behind, why it is then proposed, and whether a firm may as well stand there.
_ANNOUNCERS: tuple[tuple[re.Pattern[str], Reason, bool], ...] = (
    (_TITLE, "title", False),
    (_TITLED_TOO, "title", False),
    (_SHOUTED_TITLE, "title", False),
    (_INTRODUCED, "introduced", False),
    (_OF_MINE, "announced", False),
    (_MET, "announced", True),
)


def find_announced(text: str, nobody: frozenset[str], lowered: Collection[str]) -> Iterator[Announced]:
    """Yield the names after a title, an introduction, or words that announce a person."""
    for pattern, reason, or_firm in _ANNOUNCERS:
        for match in pattern.finditer(text):
            group = next(name for name, said in match.groupdict().items() if said)
            start, name = match.start(group), without_other_words(match[group])
            if inner := _TITLE.match(name):
                # The title before a name is nobody's: "une certaine Mme Weber".
                start, name = start + inner.start("name"), inner["name"]
            bare = plain_name(name)
            words = [word for word in bare.split() if word not in PARTICLES]
            is_nobody = (
                not words
                or words[0] in _OFFICES
                or set(bare) <= set("x *")
                or not {bare, plain_name(match[0])}.isdisjoint(nobody)
                or (words[0] in _MONTH_NAMES and _YEAR_AFTER.match(text, start + len(name)))
                or (name[0].islower() and reason == "title" and _ARTICLE_BEFORE.search(text[: match.start()]))
                or (reason == "announced" and (is_firm(name) or not nobody.isdisjoint(words)))
                or (or_firm and words[0] in lowered)
            )
            if not is_nobody:
                finding = Finding(
                    start=start, end=start + len(name), text=name, kind="name", reason=reason, identity=bare
                )
                yield Announced(finding=finding, spreads=not or_firm)
    for match in _INITIAL.finditer(text):
        start, end = match.span("name")
        initials = Finding(
            start=start, end=end, text=match["name"], kind="name", reason="title", identity=plain_name(match["name"])
        )
        yield Announced(finding=initials, spreads=False)


def find_capitalised(text: str, nobody: frozenset[str], lowered: Collection[str]) -> Iterator[Finding]:
    """Yield two or three words with a capital inside a sentence that nothing announces: a doubt, for whoever reviews."""
    for match in _TWO_CAPITALS.finditer(text):
        before, name = text[: match.start()], match[0]
        words = plain_name(name).split()
        everyday = {*words} & {*lowered, *_OPENERS, *_OFFICES, *_MONTH_NAMES, *_PRONOUNS}
        short = any(len(word) < CALLED and word not in _BEFORE_FAMILY for word in words)
        of_nobody = is_firm(name) or not nobody.isdisjoint({*words, plain_name(name)}) or words[0] in _OF_TOWNS
        doubtful = everyday or short or of_nobody or _TITLE.match(text, match.start())
        if not (doubtful or SENTENCE_START.search(before) or _PLACE_BEFORE.search(before)):
            yield Finding(
                start=match.start(),
                end=match.end(),
                text=name,
                kind="name",
                reason="capitals",
                identity=plain_name(name),
            )


def is_firm(name: str) -> bool:
    """Tell whether a name is one of a firm or a service rather than a person's: a word of theirs, or letters alone.

    An article is one where the name begins with it: "La Poste"; behind a first name a family begins with it: "Jean Le Goff".
    """
    words = [match[0] for match in TOKEN.finditer(name)]
    letters = any(word.isupper() and 1 < len(word) <= _LETTERS for word in words)
    plain = [plain_name(word) for word in words]
    return letters or any(word in _OF_FIRMS and not (at and word in PARTICLES) for at, word in enumerate(plain))


def is_no_name(words: Sequence[str]) -> bool:
    """Tell whether words, as `plain_name` has them, are an office, a month, a pronoun or what a sentence opens with."""
    return not words or not {words[0], words[-1]}.isdisjoint({*_OFFICES, *_MONTH_NAMES, *_PRONOUNS, *_OPENERS})


def without_other_words(name: str) -> str:
    """Return a name up to where the next sentence was written without a stop before it; blank where that is at once."""
    for match in TOKEN.finditer(name):
        plain = plain_name(match[0])
        if plain in _OPENERS or (plain in _PRONOUNS and (match.start() or len(match[0]) == len(name))):
            kept = name[: match.start()]
            # A verb and its pronoun: "Pourriez-vous".
            return kept[: kept.rfind(" ") + 1].rstrip(_ENDS) if kept.endswith("-") else kept.rstrip(_ENDS)
    return name
