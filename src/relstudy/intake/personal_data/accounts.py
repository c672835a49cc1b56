"""Numbers that are somebody's by their own key: accounts (IBAN) and the number of a person (NIR).

References
----------
The key of the NIR: INSEE, 97 minus the number modulo 97, 2A and 2B read as 19 and 18. The key of the IBAN: ISO 13616,
remainder 1 modulo 97. The key of the RIB: 97 minus the remainder of 89 bank + 15 branch + 3 account modulo 97.
"""

import re

from relstudy.intake.personal_data.findings import BLANK, NEAR, SEPARATOR, Found

_IBAN_RADIX, _KEY_MODULUS = 36, 97
_IBAN_LENGTHS = {
    "AT": 20, "BE": 16, "CH": 21, "CZ": 24, "DE": 22, "DK": 18, "ES": 24, "FI": 18, "FR": 27, "GB": 22, "GR": 27, "HU": 28,
    "IE": 22, "IT": 27, "LU": 20, "MA": 28, "MC": 27, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24, "SE": 24, "TN": 24,
}  # fmt: skip
#: What announces an account that was taken down wrong.
_ACCOUNT_CUE = re.compile(r"\b(?:IBAN|RIB|RIP|compte|coordonn[ée]es bancaires|account)\b", re.IGNORECASE)
_RIB = re.compile(
    rf"(?<![\w.,])(?P<number>\d{{5}}{SEPARATOR}?\d{{5}}{SEPARATOR}?[0-9A-Z]{{11}}){SEPARATOR}?(?P<key>\d\d)(?![\w])"
)
_RIB_WEIGHTS = (89, 15, 3)


def _has_rib_key(number: str, key: str) -> bool:
    """Tell whether the key of a French account holds: letters count as the digits of their place, A, J = 1, B, K, S = 2."""
    signs = re.sub(r"[^0-9A-Z]", "", number)
    digits = signs.translate(str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "12345678912345678923456789"))
    parts = (int(digits[:5]), int(digits[5:10]), int(digits[10:]))
    total = sum(weight * part for weight, part in zip(_RIB_WEIGHTS, parts, strict=True))
    return int(digits) > 0 and _KEY_MODULUS - total % _KEY_MODULUS == int(key)


def find_ibans(text: str) -> Found:
    """Yield account numbers whose key holds."""
    for match in re.finditer(rf"(?<![0-9A-Za-z])([A-Za-z]{{2}})\d{{2}}(?={SEPARATOR}?[0-9A-Za-z])", text):
        length = _IBAN_LENGTHS.get(match[1].upper())
        if length is None:
            continue
        whole = re.compile(rf"[A-Za-z]{{2}}\d{{2}}(?:{SEPARATOR}?[0-9A-Za-z]){{{length - 4}}}(?![0-9A-Za-z])").match(
            text, match.start()
        )
        if whole and _has_iban_key(whole[0]):
            yield whole.start(), whole.end(), "key"
        elif whole and _ACCOUNT_CUE.search(text, max(0, match.start() - NEAR), match.start()):
            yield whole.start(), whole.end(), "cue"
    for match in _RIB.finditer(text):
        if _has_rib_key(match["number"], match["key"]):
            yield match.start(), match.end(), "key"
        elif _ACCOUNT_CUE.search(text, max(0, match.start() - NEAR), match.start()):
            yield match.start(), match.end(), "cue"


def _has_iban_key(iban: str) -> bool:
    signs = re.sub(r"[^0-9A-Z]", "", iban.upper())
    return int("".join(str(int(sign, _IBAN_RADIX)) for sign in signs[4:] + signs[:4])) % _KEY_MODULUS == 1


_NIR = re.compile(
    rf"(?<![\d.,])(?P<number>[1-478]{SEPARATOR}?\d\d{SEPARATOR}?(?:0[1-9]|1[0-2]|[2-9]\d){SEPARATOR}?(?:\d\d|2[ABab]){SEPARATOR}?\d{{3}}{SEPARATOR}?\d{{3}})"
    rf"(?:(?:{SEPARATOR}|{BLANK}cl[ée]{BLANK}(?:n°{BLANK}?)?)?(?P<key>\d\d))?(?!\d)"
)
_NIR_CUE = re.compile(
    r"s[ée]cu(?:rit[ée] sociale)?\b|\bNIR\b|\bn[°º]? ?(?:de )?SS\b|carte vitale|social security|\bINSEE\b",
    re.IGNORECASE,
)


def find_nirs(text: str) -> Found:
    """Yield numbers of persons whose key holds, or that what stands before them tells."""
    for match in _NIR.finditer(text):
        if match["key"] and _has_nir_key(match["number"], match["key"]):
            yield match.start(), match.end(), "key"
        elif _NIR_CUE.search(text, max(0, match.start() - NEAR), match.start()):
            yield match.start(), match.end(), "cue"


def _has_nir_key(number: str, key: str) -> bool:
    signs = re.sub(r"[^0-9AB]", "", number.upper()).replace("2A", "19").replace("2B", "18")
    return _KEY_MODULUS - int(signs) % _KEY_MODULUS == int(key)
