"""Where one lives and when one was born: addresses of France, Britain and North America, and days after a word of birth."""

import re

from relstudy.intake.personal_data.findings import BLANK, CAPITAL, NEAR, Found

_TOWN = rf"[{CAPITAL}](?:[^\W\d_]|['’\-])*(?:[{BLANK[1:-1]}\-](?:(?:sur|sous|en|le|la|les|de|du|des|lès|aux?)[{BLANK[1:-1]}\-])?[{CAPITAL}](?:[^\W\d_]|['’\-])*(?![\w])){{0,4}}"
_NUMBER = rf"(?<![\w.,])\d{{1,4}}(?:{BLANK}?(?:bis|ter|quater|[A-D]\b))?,?{BLANK}+"
_ROADS = r"(?:rue|avenue|av\.|boulevard|bd\.?|bld|faubourg|fbg|lotissement|venelle)"
#: Roads that are words of every day too: without a capital letter only with an article behind them.
_DOUBTFUL_ROADS = r"(?:impasse|all[ée]es?|chemin|quai|r[ée]sidence|mont[ée]e)"
_WIDE_ROADS = r"(?:place|cours|route|rte|passage|square|villa|sentier|cit[ée]|esplanade|promenade)"
_OF = rf"(?:(?:de{BLANK}la|de|du|des|la|le|les|aux?|et){BLANK}|(?:de{BLANK})?[dl]['’])"
_ARTICLE = rf"(?:(?:de{BLANK}la|du|des|les?|la|aux?){BLANK}|(?:de{BLANK})?l['’])"
_AFTER = rf"(?:,?{BLANK}*(?:[àa]{BLANK}+)?(?:\d{{5}},?{BLANK}+{_TOWN}))?"
_FRENCH_ADDRESSES = (
    re.compile(rf"{_NUMBER}(?i:{_ROADS}){BLANK}+{_OF}{{0,2}}(?:{_TOWN}|(?!(?:{_OF}))\w[\w'’\-]+){_AFTER}"),
    re.compile(rf"{_NUMBER}(?i:{_DOUBTFUL_ROADS}){BLANK}+(?:{_OF}{{0,2}}{_TOWN}|{_ARTICLE}\w[\w'’\-]+){_AFTER}"),
    re.compile(rf"{_NUMBER}(?i:{_WIDE_ROADS}){BLANK}+{_OF}{{0,2}}{_TOWN}{_AFTER}"),
)
_NUMBER_WORD = r"(?:premier|un|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingts?|trente|quarante|cinquante|soixante|cents?|mille|mil|et)"
#: Without a number before it, or one said in words: behind a word of where somebody lives.
_ROAD_ALONE = re.compile(
    rf"(?:\b(?:num[ée]ro{BLANK})?{_NUMBER_WORD}(?:[ \-]{_NUMBER_WORD}){{0,4}}{BLANK}(?:bis{BLANK}|ter{BLANK})?)?(?<![\w'’-])(?i:{_ROADS}|{_DOUBTFUL_ROADS}|{_WIDE_ROADS}){BLANK}+{_OF}{{0,2}}{_TOWN}{_AFTER}"
    rf"|(?i:lieu[- ]?dit),?{BLANK}+{_OF}{{0,2}}{_TOWN}{_AFTER}"
)
_TOWN_BY_CODE = re.compile(rf"(?<![\w.,])(?:F-)?(?:0[1-9]|[1-8]\d|9[0-578])\d{{3}},?{BLANK}+{_TOWN}")
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
_POSTCODE = rf"(?:{_AREAS})\d[0-9A-Z]?{BLANK}\d(?!(?:GB|TB)\b)[ABD-HJLNP-UW-Z]{{2}}\b"
_ENGLISH_ADDRESS = re.compile(
    rf"(?<![\w.,])\d{{1,5}}[A-Za-z]?,?{BLANK}+(?:[{CAPITAL}][\w'’\-]*{BLANK}+){{1,3}}{_STREETS}(?!\w)"
    rf"(?:,{BLANK}+{_TOWN})?(?:,?{BLANK}+(?:{_POSTCODE}|[A-Z]{{2}}{BLANK}\d{{5}}(?:-\d{{4}})?))?"
)
_POSTCODE_ALONE = re.compile(rf"(?<![\w-]){_POSTCODE}")


def find_addresses(text: str) -> Found:
    """Yield addresses, and towns with their postcode where somebody lives."""
    for pattern in (*_FRENCH_ADDRESSES, _ENGLISH_ADDRESS, _POSTCODE_ALONE):
        for match in pattern.finditer(text):
            yield match.start(), match.end(), "form"
    for match in _ROAD_ALONE.finditer(text):
        if _LIVES.search(text, max(0, match.start() - NEAR), match.start()) or match[0][:4].lower() == "lieu":
            yield match.start(), match.end(), "cue"
    for match in _TOWN_BY_CODE.finditer(text):
        if _LIVES.search(text, max(0, match.start() - NEAR), match.start()):
            yield match.start(), match.end(), "cue"


_MONTHS = (
    r"(?:janvier|f[ée]vrier|mars|avril|mai|juin|juillet|ao[uû]t|septembre|octobre|novembre|d[ée]cembre"
    r"|january|february|march|april|may|june|july|august|september|october|november|december)"
)
_DAY = (
    rf"(?:\d{{1,2}}[/.\-]\d{{1,2}}[/.\-](?:\d{{4}}|\d\d)|\d{{4}}-\d\d-\d\d|\d{{1,2}}(?:er|st|nd|rd|th)?{BLANK}(?:of{BLANK})?{_MONTHS},?(?:{BLANK}\d{{4}})?"
    rf"|{_MONTHS}{BLANK}\d{{1,2}}(?:st|nd|rd|th)?(?:,?{BLANK}\d{{4}})?)(?!\w)"
)
_SAID_YEAR = rf"(?:{_NUMBER_WORD}(?:[ \-]{_NUMBER_WORD}){{1,7}}|(?:19|20)?\d\d)"
#: "trois mai soixante-quatre": a day as it is said; "mai 1964": a month and its year.
_SAID_DAY = rf"(?:{_NUMBER_WORD}(?:[ \-]{_NUMBER_WORD}){{0,2}}{BLANK}{_MONTHS}(?:{BLANK}{_SAID_YEAR})?|{_MONTHS}{BLANK}(?:de{BLANK}l['’]ann[ée]e{BLANK})?{_SAID_YEAR})(?!\w)"
_SAID_BIRTH = re.compile(
    rf"(?:\bn[ée]e?s?{BLANK}+(?:un{BLANK}|le{BLANK}|en{BLANK}|au{BLANK}mois{BLANK}de{BLANK})+|\b(?:date{BLANK}+de{BLANK}+naissance|anniversaire)\W{{0,3}}(?:est{BLANK}|c['’]est{BLANK})?(?:le{BLANK}|en{BLANK})?"
    rf"|\bborn{BLANK}+in{BLANK}+)(?P<day>{_SAID_DAY})"
    rf"|\b(?:je{BLANK}suis|il{BLANK}est|elle{BLANK}est){BLANK}du{BLANK}(?P<of>{_DAY})",
    re.IGNORECASE,
)
_BIRTH = re.compile(
    rf"(?:\bn[ée](?:e|\(e\)|·e)?{BLANK}+(?:un{BLANK}|le{BLANK})+|\bDDN\W{{0,3}}|\bdate{BLANK}+de{BLANK}+naissance\W{{0,3}}(?:est{BLANK}(?:le{BLANK})?|c['’]est{BLANK}(?:le{BLANK})?|le{BLANK})?"
    rf"|\banniversaire\W{{0,3}}(?:est{BLANK}|c['’]est{BLANK})?le{BLANK}|\bborn{BLANK}+(?:on{BLANK}+)?(?:the{BLANK}+)?|\b(?:date{BLANK}+of{BLANK}+birth|d\.?o\.?b\.?|birthday)"
    rf"\W{{0,3}}(?:is{BLANK}+)?(?:on{BLANK}+)?(?:the{BLANK}+)?)(?P<day>{_DAY})",
    re.IGNORECASE,
)


def find_births(text: str) -> Found:
    """Yield days that a word of birth stands before."""
    for match in _BIRTH.finditer(text):
        yield match.start("day"), match.end("day"), "cue"
    for match in _SAID_BIRTH.finditer(text):
        yield *match.span("day" if match["day"] else "of"), "cue"
