"""Typed look-ups in a declared table: every wrong key, type or value becomes a fault with its place.

A `Declaration` is one table of a TOML file (or one row of a workbook read the same way). What is asked of it is what is
known of it: readers name the keys they know, everything else is an unknown key. A value that is wrong is noted and read
as absent.
"""

import math
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from unicodedata import category

from relstudy.definitions.read_toml import Document, KeyPath, Place
from relstudy.errors import FaultLog
from relstudy.nearest import nearest, nearest_first
from relstudy.survey.items import ItemId
from relstudy.tables.dates import IN_DEFINITIONS, read_day

#: Ids of items, offers, players, expectations, codes of the codebook, criteria, poles, nets and rows.
ID = re.compile(r"(?=.*[a-z0-9])[a-z0-9_]+\Z")
#: A language of a label.
LANGUAGE = re.compile(r"[a-z]{2}\Z")
#: What stands for a date already said to be wrong.
SAID = "@said"


def show(value: object) -> str:
    """Return a value as it would be written in TOML, shortened: how a fault shows what it found."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        text = f'"{value}"'
    elif isinstance(value, Mapping):
        text = "{ " + ", ".join(f"{k} = {show(v)}" for k, v in list(value.items())[:4]) + " }" if value else "{}"
    elif isinstance(value, list):
        text = "[" + ", ".join(show(v) for v in value[:6]) + (", …" if len(value) > 6 else "") + "]"
    elif isinstance(value, int) and abs(value) > 10**30:
        text = "…"
    else:
        text = str(value)
    return text if len(text) <= 80 else text[:79] + "…"


@dataclass(slots=True)
class Declaration:
    """One declared table. `item` names it in faults; `origins` are keys that come from another table (a wave's)."""

    data: Mapping[str, Any]
    document: Document
    path: KeyPath
    log: FaultLog
    item: str | None = None
    origins: dict[str, "Declaration"] = field(default_factory=dict)
    #: Keys that an unknown one clearly stands for.
    misspelt: set[str] = field(default_factory=set)

    # -- places and faults ------------------------------------------------------------------------

    def has(self, key: str) -> bool:
        """Tell whether a key is declared, whatever its value."""
        return key in self.data

    def home(self, key: str | None) -> "Declaration":
        """Return the table in whose file a key stands."""
        return self.origins.get(key, self) if key is not None else self

    def place(self, *keys: str | int) -> Place:
        """Return where a key below this table stands, else the table itself."""
        home = self.home(keys[0] if keys and isinstance(keys[0], str) else None)
        return home.document.locate((*home.path, *keys))

    def fault(self, code: str, *keys: str | int, **more: Any) -> None:
        """Note a fault at a key below this table (none = at the table); `column` is the key unless said otherwise."""
        first = keys[0] if keys and isinstance(keys[0], str) else None
        place = self.place(*keys)
        more.setdefault("column", first)
        more.setdefault("item", self.item)
        self.log.add(code, self.home(first).document.file, sheet=place.sheet, line=place.line, **more)

    def only(self, known: Iterable[str]) -> None:
        """Note every key that is not known, with the known ones, the nearest first."""
        names = tuple(known)
        for key in self.data:
            if key not in names:
                self.fault("unknown-key", key, found=key, allowed=nearest_first(key, names))
                self.misspelt.update(meant for meant in [nearest(key, names)] if meant is not None)

    def wrong(self, key: str, allowed: str) -> None:
        """Note that the value of a key has the wrong type or is not allowed."""
        self.fault("bad-value", key, found=show(self.data[key]), allowed=allowed)

    def replaced_by(self, other: "Declaration") -> "Declaration":
        """Return this table with the keys of another in place of its own; each keeps its own place."""
        merged = Declaration({**self.data, **other.data}, self.document, self.path, self.log, self.item)
        merged.origins = {**self.origins, **dict.fromkeys(other.data, other)}
        return merged

    # -- values -----------------------------------------------------------------------------------

    def _value(self, key: str, *, required: bool = False) -> Any:
        if key in self.data:
            return self.data[key]
        # One misspelt key is one fault.
        if required and key not in self.misspelt:
            self.fault("missing-key", column=key)
        return None

    def text(self, key: str, *, required: bool = False) -> str | None:
        """Return a text without blanks around it; an empty one counts as absent."""
        value = self._value(key, required=required)
        if value is None:
            return None
        if not isinstance(value, str):
            self.wrong(key, "@text")
            return None
        if value.strip():
            return value.strip()
        if required:
            self.fault("missing-value", key, found="@blank")
        return None

    def identifier(self, key: str) -> str | None:
        """Return an id `[a-z0-9_]+`, which is required; another text is returned too, so that references to it are known."""
        text = self.text(key, required=True)
        if text is not None and not ID.match(text):
            self.fault("bad-id", key, found=text, allowed="a-z 0-9 _")
        return text

    def choice(self, key: str, allowed: Iterable[str], default: str, *, later: Collection[str] = ()) -> str:
        """Return one of the words allowed, else the default; a word of a later version is "not-available"."""
        value = self._value(key)
        if value is None:
            return default
        words = tuple(allowed)
        if isinstance(value, str) and value in words:
            return value
        if isinstance(value, str) and value in later:
            self.fault("not-available", key, found=f'{key} = "{value}"', allowed=", ".join(words))
        else:
            found = value if isinstance(value, str) else show(value)
            self.fault("bad-value", key, found=found or "@blank", allowed=nearest_first(found, words))
        return default

    def boolean(self, key: str, *, default: bool, required: bool = False) -> bool:
        """Return true or false, else the default."""
        value = self._value(key, required=required)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.wrong(key, "true, false")
            return default
        return value

    def whole(self, key: str, default: int, *, least: int, most: int | None = None) -> int:
        """Return a whole number between two limits, else the default."""
        value = self._value(key)
        if value is None:
            return default
        if not isinstance(value, int) or isinstance(value, bool):
            self.wrong(key, "@whole-number")
        elif value < least or (most is not None and value > most):
            self.wrong(key, f">= {least}" if most is None else f"{least} … {most}")
        else:
            return value
        return default

    def number(self, key: str, *, required: bool = False) -> float | None:
        """Return a finite number, else None."""
        value = self._value(key, required=required)
        if value is None:
            return None
        if not is_number(value):
            self.wrong(key, "@a-number")
            return None
        return float(value)

    def numbers(self, key: str, *, length: int | None = None) -> tuple[float, ...] | None:
        """Return a list of finite numbers of a given length (None = any but 0), else None."""
        value = self._value(key)
        if value is None:
            return None
        if not isinstance(value, list) or not all(is_number(v) for v in value) or not value:
            self.wrong(key, "@list-of-numbers")
            return None
        if length is not None and len(value) != length:
            self.wrong(key, "@list-of-numbers" if length != 2 else "@two-numbers")
            return None
        return tuple(float(v) for v in value)

    def texts(self, key: str, *, required: bool = False) -> tuple[str, ...] | None:
        """Return a list of texts without blanks around them, else None."""
        value = self._value(key, required=required)
        if value is None:
            return None
        if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
            self.wrong(key, "@list-of-texts")
            return None
        return tuple(v.strip() for v in value)

    def item_id(self, key: str, *, required: bool = False) -> ItemId | None:
        """Return the id of an item as `text` does; that there is such an item is seen later."""
        name = self.text(key, required=required)
        return None if name is None else ItemId(name)

    def item_ids(self, key: str, *, required: bool = False) -> tuple[ItemId, ...] | None:
        """Return a list of ids of items as `texts` does."""
        names = self.texts(key, required=required)
        return None if names is None else tuple(map(ItemId, names))

    def day(self, key: str, *, required: bool = False) -> date | None:
        """Return a date: a TOML date, or a text in ISO or dd/mm/yyyy; anything else is a bad date."""
        value = self._value(key, required=required)
        if value is None or value == SAID:
            return None
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        day = read_day(value.strip(), IN_DEFINITIONS) if isinstance(value, str) else None
        if day is None:
            found = value if isinstance(value, str) else show(value)
            self.fault("bad-date", key, found=found or "@blank", allowed="@a-date")
        return day

    # -- tables -----------------------------------------------------------------------------------

    def table(self, key: str, *, item: str | None = None) -> "Declaration | None":
        """Return a table below this one, else None."""
        value = self._value(key)
        if value is None:
            return None
        if not isinstance(value, Mapping):
            self.wrong(key, "@table")
            return None
        home = self.home(key)
        return Declaration(value, home.document, (*home.path, key), self.log, item or self.item or key)

    def tables(self, key: str, *, item: str | None = None) -> "tuple[Declaration, ...] | None":
        """Return a list of tables below this one, else None."""
        value = self._value(key)
        if value is None:
            return None
        if not isinstance(value, list) or not all(isinstance(v, Mapping) for v in value):
            self.wrong(key, "@list-of-tables")
            return None
        home = self.home(key)
        return tuple(
            Declaration(v, home.document, (*home.path, key, i), self.log, item or self.item or key)
            for i, v in enumerate(value)
        )

    def label(self, key: str, languages: tuple[str, ...], *, required: bool = False) -> dict[str, str]:
        """Return a label by language. A plain text is in the first language of the study; nothing is an empty label.

        One of spaces and invisible signs alone is a fault: left out, a code would silently be shown in its place.
        """
        value = self._value(key)
        if value is not None and not isinstance(value, (str, Mapping)):
            self.wrong(key, "@label")
            return {}
        given = {languages[0]: value} if isinstance(value, str) else value or {}
        known = dict.fromkeys((*languages, "fr", "en"))
        texts: dict[str, str] = {}
        blank = False
        for lang, text in given.items():
            place = (key,) if isinstance(value, str) else (key, lang)
            if lang not in known:
                self.fault("unknown-key", *place, column=f"{key}.{lang}", found=lang, allowed=", ".join(known))
            elif not isinstance(text, str):
                self.fault("bad-value", *place, column=f"{key}.{lang}", found=show(text), allowed="@text")
            elif _is_seen(text):
                texts[lang] = text.strip()
            elif text:
                blank = True
                self.fault("blank-label", *place, column=".".join(place))
        if required and not texts and not blank:
            self.fault("missing-label", key, allowed=", ".join(f"{key}.{lang}" for lang in languages))
        return texts


def _is_seen(text: str) -> bool:
    """Tell whether a text shows anything: more than spaces, controls and signs without a form.

    A sign Python's tables do not know is one of a later Unicode: a new emoji shows.
    """
    return any(category(sign)[0] not in "ZC" or category(sign) == "Cn" for sign in text)


def is_number(value: object) -> bool:
    """Tell whether a TOML value is a finite number (true and false are not)."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    try:
        return math.isfinite(float(value))
    except OverflowError:
        return False
