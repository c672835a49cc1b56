"""How one is reached: e-mails and links, phones as they are written in France, Britain and North America, announced, or said in words."""

import re

from relstudy.intake.personal_data.findings import BLANK, NEAR, SEPARATOR, Found

#: What makes an amount or a quantity of the number before it.
_UNIT = re.compile(
    rf"{BLANK}*(?:€|\$|£|%|k€|m€|eur\b|euros?\b|dollars?\b|pounds?\b|livres\b|millions?\b|milliards?\b|billions?\b"
    r"|clients?\b|customers?\b|personnes\b|people\b|km\b|m²|kg\b|ko\b|mo\b|go\b|[kmg]b\b)",
    re.IGNORECASE,
)
_CURRENCY_BEFORE = re.compile(rf"[€$£]{BLANK}*\Z")
#: What numbers are given that are no phones: contracts, orders, products.
_REFERENCE = re.compile(
    rf"\b(?:r[ée]f(?:[ée]rence)?|n(?:°|um[ée]ro){BLANK}*(?:de|d['’]){BLANK}*(?:commande|contrat|dossier|client|facture|s[ée]rie|suivi|adh[ée]rent)"
    rf"|commande|contrat|dossier|facture|mod[èe]le|produit|article|colis|isbn|ean|siren|siret|code(?:-| )barres?"
    rf"|order|invoice|contract|reference|ref|model|product|item|serial|tracking|ticket){BLANK}*"
    rf"(?:number|no\.?|n°|id)?{BLANK}*[.:#°]*{BLANK}*\Z",
    re.IGNORECASE,
)

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+%'-]*[\w+]@\w[\w-]*(?:\.\w[\w-]*)*\.[A-Za-z]{2,}\b")
#: Addresses from which machines write.
_NOBODY_READS = re.compile(
    r"(?:no|do-?not|ne-?pas|nepas)[-_.]?(?:reply|r[ée]pondre)\b|(?:mailer-daemon|postmaster)@", re.IGNORECASE
)
_SPOKEN_DOT = rf"{BLANK}(?:point|dot|\((?:point|dot)\)|\[(?:point|dot)\]){BLANK}"
_SPOKEN_HOST = re.compile(
    rf"{BLANK}(?:arr?obase|\((?:at|arr?obase)\)|\[(?:at|arr?obase)\]|at(?={BLANK}[\w-]{{1,40}}{_SPOKEN_DOT})){BLANK}[\w-]{{1,40}}(?:(?:\.|{_SPOKEN_DOT})\w{{2,10}})?",
    re.IGNORECASE,
)
#: The end of what stands before the host; only so much of the text is looked at.
_SPOKEN_USER = re.compile(
    rf"\w+(?:(?:[.\-_]|{BLANK}(?:point|dot|tiret|dash|underscore){BLANK})\w+){{0,5}}\Z", re.IGNORECASE
)


#: "martine.lefevre@orange", "martine.lefevre @ orange.fr": an address whose end, or whose sign, was written otherwise.
_LOOSE_HOST = re.compile(
    rf"(?:@(?=\w*[^\W\d_])[\w-]{{2,60}}(?:\.\w[\w-]{{0,60}}){{0,5}}|{BLANK}@{BLANK}?[\w-]{{1,60}}(?:\.\w[\w-]{{0,60}}){{0,5}}\.[A-Za-z]{{2,}})\b"
)
#: "m.lefevre chez free point fr": "chez" alone is a word of every day, so that the name of an account stands before it, or a word for mails.
_HOST_CHEZ = re.compile(rf"{BLANK}chez{BLANK}[\w-]{{2,40}}(?:\.|{_SPOKEN_DOT})[A-Za-z]{{2,10}}\b", re.IGNORECASE)
#: The end of what stands before a host; only so much of the text is looked at.
_USER = re.compile(r"(?<![\w.+%-])[\w.+%-]*[^\W\d_][\w.+%-]*\Z")
#: "[arobase]", "(at)", ", arobase," with or without blanks; "à" where a host said in words stands behind it.
_LOOSE_DOT = rf"(?:\.|,?{BLANK}?(?:[\[(](?:point|dot)[\])]|\b(?:point|dot)\b),?{BLANK}?)"
_HOST_SAID = re.compile(
    rf"(?:{BLANK}?[\[(](?:at|arr?obase)[\])]{BLANK}?|,?{BLANK}arr?obase,?{BLANK})[\w-]{{1,40}}(?:{_LOOSE_DOT}\w{{2,10}}){{0,3}}"
    rf"|{BLANK}à{BLANK}[\w-]{{2,40}}{_SPOKEN_DOT}(?:fr|com|net|org|eu|be|ch|ca|uk)\b",
    re.IGNORECASE,
)
_USER_SAID = re.compile(
    rf"\w+(?:(?:[.\-_]|,?{BLANK}?(?:[\[(](?:point|dot|tiret)[\])]|\b(?:point|dot|tiret|dash|underscore)\b),?{BLANK}?)\w+){{0,5}}\Z",
    re.IGNORECASE,
)
_MAIL_CUE = re.compile(
    r"\b(?:e-?mails?|m[ée]ls?|mails?|courriels?|adresse|[ée]cri\w*|joindre|contact\w*)\b", re.IGNORECASE
)
#: "martine lefevre, tout attaché, arobase …" and "l e f e v r e arobase …": what stands before the host in more words, or in letters.
_JOINED_USER = re.compile(
    rf"\w+(?:[ .\-]\w+)?,?{BLANK}(?:tout{BLANK})?(?:attach[ée]|coll[ée]|en{BLANK}un(?:{BLANK}seul)?{BLANK}mot|en{BLANK}minuscules?)s?,?\Z|(?<!\w)\w(?:[ \-]\w){{2,30}}\Z",
    re.IGNORECASE,
)


def find_emails(text: str) -> Found:
    """Yield e-mail addresses that somebody reads, written or said in words."""
    for match in _EMAIL.finditer(text):
        if not _NOBODY_READS.match(match[0]):
            yield match.start(), match.end(), "form"
    yield from _find_altered_emails(text)
    for match in _SPOKEN_HOST.finditer(text):
        before = max(0, match.start() - NEAR)
        said = text[before : match.start()].removesuffix(",")
        user = _JOINED_USER.search(said) or _SPOKEN_USER.search(said)
        if user:
            yield before + user.start(), match.end(), "spoken"


def _find_altered_emails(text: str) -> Found:
    """Yield addresses whose sign or points were written otherwise, so that no machine reads them."""
    for pattern in (_LOOSE_HOST, _HOST_CHEZ):
        for match in pattern.finditer(text):
            before = max(0, match.start() - NEAR)
            user = _USER.search(text[before : match.start()])
            if user is None or _NOBODY_READS.match(text[before + user.start() : match.end()]):
                continue
            cued = re.search(r"[\d._]", user[0]) or _MAIL_CUE.search(text, before, before + user.start())
            if pattern is _LOOSE_HOST or cued:
                yield before + user.start(), match.end(), "form" if pattern is _LOOSE_HOST else "spoken"
    for match in _HOST_SAID.finditer(text):
        before = max(0, match.start() - NEAR)
        if user := _USER_SAID.search(text[before : match.start()]):
            yield before + user.start(), match.end(), "spoken"


_SOCIAL = r"(?:facebook|linkedin|instagram|twitter|x|tiktok|threads|snapchat|youtube|github|medium|pinterest|strava|t)\.(?:com|net|me)"
_PERSONAL_LINK = re.compile(
    rf"(?<![\w-])(?:https?://)?(?:[\w-]{{1,63}}\.){{0,3}}{_SOCIAL}/[^\s<>\"'»)\]]*[^\s<>\"'»)\].,;:!?]", re.IGNORECASE
)
_HANDLE = re.compile(r"(?<![\w@./+-])@[A-Za-z_]\w{2,29}(?![\w@]|\.\w)")
#: "insta : zoe.du.port": a word that is no word of a language, behind the name of where the account is.
_TOLD_ACCOUNT = re.compile(
    rf"\b(?:insta(?:gram)?|snap(?:chat)?|tik{BLANK}?tok|twitter|facebook|fb|messenger|skype|telegram|discord|linkedin|pseudo(?:nyme)?|user{BLANK}?name)"
    rf"{BLANK}*(?:[:=]|c['’]est|est|is){BLANK}*(?P<account>[A-Za-z][\w.-]*(?:[._]\w|\d)[\w.-]*\w|[A-Za-z][\w.-]*\d)(?![\w@/])",
    re.IGNORECASE,
)


def find_links(text: str) -> Found:
    """Yield links to what is personal, and names of accounts."""
    for pattern in (_PERSONAL_LINK, _HANDLE):
        for match in pattern.finditer(text):
            yield match.start(), match.end(), "form"
    for match in _TOLD_ACCOUNT.finditer(text):
        yield *match.span("account"), "cue"


_PHONES = tuple(
    re.compile(pattern)
    for pattern in (
        # France: ten digits by two, the same separator throughout, or +33 before nine.
        rf"(?<![\w.,+/-])0[1-9](?P<s>{SEPARATOR}?)\d\d(?:(?P=s)\d\d){{3}}(?![\d/]|[.,-]\d)",
        rf"(?<![\w.,/])(?:\+|00){BLANK}?33{SEPARATOR}?(?:\(0\){BLANK}?)?[1-9](?:{SEPARATOR}?\d\d){{4}}(?!\d|[.,]\d)",
        rf"(?<![\w.,/])(?:\+|00){BLANK}?33{BLANK}?[1-9]\d\d(?:{BLANK}\d{{3}}){{2}}(?!\d|[.,]\d)",
        # France, by other groups or signs: ten digits with one separator throughout.
        rf"(?<![\w.,+/-])0[1-9](?P<o>{BLANK}?[ ./\-,_]{BLANK}?)\d{{2,3}}(?:(?P=o)\d{{2,3}}){{2,3}}(?![\d/]|[.,-]\d)",
        # "0 6 1 2 3 4 5 6 7 8", sign by sign.
        rf"(?<![\w.,+/-])0(?:{BLANK}\d){{9}}(?![\d/]|[.,-]\d|{BLANK}\d)",
        # Britain and Ireland: groups as they are written there.
        rf"(?<![\w.,+/-])\(?0(?:\d\d\)?{SEPARATOR}\d{{4}}{SEPARATOR}\d{{4}}|\d{{3}}\)?{SEPARATOR}\d{{3}}{SEPARATOR}\d{{3,4}}|\d{{4}}\)?{SEPARATOR}(?:\d{{6}}|\d{{3}}{SEPARATOR}\d{{3}})|7\d{{9}})(?!\d|[.,]\d)",
        # North America: three, three, four, with hyphens, points or brackets.
        r"(?<![\w.,/-])(?:\+?1[ .-])?(?:\([2-9]\d\d\) ?|[2-9]\d\d(?P<p>[.-]))[2-9]\d\d(?(p)(?P=p)|[ .-])\d{4}(?!\d|[.,-]\d)",
        # Any country, said with its prefix.
        rf"(?<![\w.,/])(?:\+|00)[1-9]\d{{0,2}}(?:{SEPARATOR}?\(0\))?(?:{SEPARATOR}?\d{{1,4}}){{2,6}}(?!\d|[.,]\d)",
    )
)
_OTHER_GROUPS, _INTERNATIONAL = 3, len(_PHONES) - 1
_FRENCH_DIGITS = 10
#: Numbers no person has: services with a price of their own in France (ARCEP, 08), Britain (Ofcom, 08 and 09) and
#: North America (toll-free).
_SERVICE_NUMBER = re.compile(r"(?:(?:\+|00)33|0)8\d{8}\Z|0[89]\d{9}\Z|(?:\+?1)?8(?:00|33|44|55|66|77|88)\d{7}\Z")
_SHORTEST, _LEAST_TOLD, _LONGEST = 9, 8, 15
#: Digits after a plus that are grouped by three alone are an amount, but for the prefixes whose phones are written so.
_BY_THREE = re.compile(rf"(?:\+|00)\d{{1,3}}(?:{BLANK}\d{{3}})+\Z")
_DIGIT_WORDS = {
    "fr": r"z[ée]ro|un|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingt|trente|quarante|cinquante"
    r"|soixante|et",
    "en": r"zero|oh|one|two|three|four|five|six|seven|eight|nine|double|triple",
}
_SPOKEN_PHONES = (
    re.compile(
        rf"\bz[ée]ro[ ,\-]+(?:un|deux|trois|quatre|cinq|six|sept|huit|neuf)(?:[ ,.…\-]+(?:{_DIGIT_WORDS['fr']})\b){{4,20}}",
        re.IGNORECASE,
    ),
    re.compile(rf"\b(?:zero|oh)(?:[ ,\-]+(?:{_DIGIT_WORDS['en']})\b){{8,11}}", re.IGNORECASE),
)
#: "Tél. : 0475 12 34 56": a word announces it, however its country groups digits.
_TOLD_PHONE = re.compile(
    rf"(?<!\w)(?:t[ée]l(?:[ée]phone)?|portable|mobile|gsm|natel|whats{BLANK}?app|handy|phone|cell(?:phone)?|fax)\b\.?{BLANK}*(?:number|num[ée]ro|n[°º]|no\.)?"
    rf"{BLANK}*(?:[:=]|c['’]est(?:{BLANK}le)?|est(?:{BLANK}le)?|is|au)?{BLANK}*(?P<phone>\(?0\d{{1,4}}\)?(?:(?:{SEPARATOR}|/)?\d{{1,8}}){{2,5}}|[1-9]\d{{1,3}}(?:{SEPARATOR}\d{{2,4}}){{2,4}})(?![\w/]|[.,]\d)",
    re.IGNORECASE,
)
#: What digits behind a word for a phone are as well.
_YEARS = re.compile(rf"(?:(?:19|20)\d\d{SEPARATOR}?)+\Z")
_TIME = re.compile(rf"{BLANK}*(?:h|heures?|mn|min|minutes?|mois|ans?|jours?|fois|hours?|months?|years?|days?|times)\b")


def find_phones(text: str) -> Found:
    """Yield phones, written or said in words; amounts, references and numbers of services are none."""
    for place, pattern in enumerate(_PHONES):
        for match in pattern.finditer(text):
            digits = len(re.sub(r"\D", "", match[0]))
            if not _is_whole(place, digits) or (place == _INTERNATIONAL and _BY_THREE.match(match[0])):
                continue
            if _SERVICE_NUMBER.match(re.sub(r"[^\d+]", "", match[0])):
                continue
            if not _is_amount(text, match.start(), match.end()) and not _is_reference(text, match.start()):
                yield match.start(), match.end(), "form"
    for match in _TOLD_PHONE.finditer(text):
        start, end = match.span("phone")
        number = re.sub(r"\D", "", match["phone"])
        told = _LEAST_TOLD <= len(number) <= _LONGEST and not _SERVICE_NUMBER.match(number)
        if told and not (_is_amount(text, start, end) or _YEARS.match(match["phone"]) or _TIME.match(text, end)):
            yield start, end, "cue"
    for pattern in _SPOKEN_PHONES:
        for match in pattern.finditer(text):
            yield match.start(), match.end(), "spoken"


def _is_whole(place: int, digits: int) -> bool:
    """Tell whether a number found by a form has as many digits as its phones have."""
    if place == _OTHER_GROUPS:
        return digits == _FRENCH_DIGITS
    return place != _INTERNATIONAL or _SHORTEST <= digits <= _LONGEST


def _is_amount(text: str, start: int, end: int) -> bool:
    return bool(_UNIT.match(text, end) or _CURRENCY_BEFORE.search(text, max(0, start - 4), start))


def _is_reference(text: str, start: int) -> bool:
    return bool(_REFERENCE.search(text[max(0, start - NEAR) : start]))
