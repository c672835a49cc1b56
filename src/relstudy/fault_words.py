"""A fault in words: its place, what is wrong and what to do, in French or English, for someone who knows no Python.

The sentences lie in `templates/words/<lang>/faults.toml`. A sentence is said only where all its fields are known, so
that a fault with less to tell says less and never "None".
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from string import Formatter
from typing import Any, cast

from relstudy.errors import Fault
from relstudy.unnamed import tell_unnamed
from relstudy.words import Lang, load_words

#: A word of `[terms]` inside `found` or `allowed`: alone, or among others ("@item, not, (").
_TERM = re.compile(r"(?<![\w@])@([a-z][a-z0-9-]*)")
#: A number the program has computed (`errors.computed`), with the blank before a percent sign.
_NUMBER = re.compile(r"(?<![\w@])@=(-?[0-9][0-9.e+-]*)( %)?")
#: Faults that tell one column beside another.
_OF_COLUMNS = frozenset({"missing-column", "extra-column"})
_LINE = re.compile(r"L(\d+)\Z")
#: A message is read on a screen: a longer text tells no more.
_LONGEST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """A fault as a person reads it. `place` begins with the file."""

    place: str
    message: str
    fix: str


def explain(fault: Fault, lang: Lang) -> Explained:
    """Return the place, the message and the remedy of a fault in a language."""
    words = load_words(lang, "faults")
    fields = {
        "file": fault.file,
        "sheet": fault.sheet,
        "column": name_columns(fault.column or "", lang),
        "item": fault.item,
        "found": _shown(fault.found, words),
        "allowed": _shown(fault.allowed, words),
    }
    if fault.code == "missing-file":
        fields |= _lacking(fault)
    if fault.code in _OF_COLUMNS or (fault.code == "drift" and fault.allowed == fault.column):
        fields |= {side: name_columns(fields[side] or "", lang) for side in ("found", "allowed")}
    known = {name: _shortened(text) for name, text in fields.items() if text}
    sentences = words["faults"][fault.code]
    says = list(sentences["says"])
    if fault.more > 0:
        says.append(words["words"]["places-one" if fault.more == 1 else "places-other"])
        known["n"] = str(fault.more)
    fix = _said(sentences["fix"], known) if fault.settled is None else settled_in_words(fault, lang)
    return Explained(place=_place(fault, words["words"]), message=_said(says, known), fix=fix)


def settled_in_words(fault: Fault, lang: Lang) -> str:
    """Return why a warning was accepted and by whom, as a sentence; "" of one that was not."""
    if fault.settled is None:
        return ""
    said: str = load_words(lang, "faults")["words"]["settled"]
    return said.format(why=_shortened(fault.settled))


def _lacking(fault: Fault) -> dict[str, str | None]:
    """Return fields that only what is missing has: what makes a folder a study or a wave, what a brand names, what a step reads."""
    path = PurePosixPath(fault.file)
    if path.name == "_brand.toml":
        return {"named" if fault.column else "brand": path.name, "allowed": None}
    # What has one name only offers no names to choose from.
    if fault.allowed == "study.toml":
        return {"study": fault.allowed, "allowed": None}
    if fault.file == "waves":
        return {"waves": fault.allowed, "allowed": None}
    if path.parts[:1] == ("waves",) and path.name == "wave.toml":
        return {"wave": path.parent.name}
    return {"step": path.name} if path.parts[:1] == ("waves",) or fault.allowed else {}


def name_columns(text: str, lang: Lang) -> str:
    """Return a list of columns, those without a heading by the letter a spreadsheet shows."""
    said = str(load_words(lang, "faults")["words"]["unnamed"])
    return tell_unnamed(text, lambda letters: said.format(letters=letters))


def as_json(fault: Fault, lang: Lang) -> dict[str, Any]:
    """Return a fault as an object of the contract's JSON: its codes as they are, its words in a language."""
    words = load_words(lang, "faults")
    return {
        "code": fault.code,
        "severity": fault.severity,
        "file": fault.file,
        "sheet": fault.sheet,
        "line": fault.line,
        "column": fault.column,
        "item": fault.item,
        "found": _found(fault, words) or None,
        "allowed": _shown(fault.allowed, words) or None,
        "fix": explain(fault, lang).fix,
    }


def _place(fault: Fault, words: Mapping[str, str]) -> str:
    parts = [fault.file]
    if fault.sheet:
        parts.append(words["sheet"].format(name=fault.sheet))
    if fault.line is not None:
        parts.append(words["line"].format(n=fault.line))
    if fault.item:
        parts.append(words["item"].format(name=fault.item))
    if fault.column and fault.column != fault.item:
        plain = words["key" if fault.file.endswith(".toml") else "column"].format(name=fault.column)
        said = words["column-headed" if fault.heading else "column-unnamed"]
        letters = tell_unnamed(fault.column, lambda letters: said.format(letters=letters, heading=fault.heading))
        parts.append(plain if letters == fault.column else letters)
    return ", ".join(part for part in parts if part)


def _found(fault: Fault, words: Mapping[str, Any]) -> str:
    """Return what was found, with the number of further places where the same stands."""
    found = _shown(fault.found, words)
    if fault.more < 1:
        return found
    more = words["words"]["more-one" if fault.more == 1 else "more-other"].format(n=fault.more)
    return f"{found} ({more})".strip()


def _shown(text: str | None, words: Mapping[str, Any]) -> str:
    if not text:
        return ""
    if (line := _LINE.match(text)) is not None:
        return cast("str", words["words"]["line"].format(n=line[1]))
    terms, point, percent = words["terms"], words["words"]["decimal"], words["words"]["percent"]
    text = _NUMBER.sub(lambda m: m[1].replace(".", point) + (percent if m[2] else ""), text)
    return _TERM.sub(lambda m: terms.get(m[1], m[0]), text)


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _said(sentences: Sequence[str | Sequence[str]], known: Mapping[str, str]) -> str:
    """Return the sentences whose fields are all known, joined; of alternatives the first such one."""
    said = []
    for sentence in sentences:
        alternatives = [sentence] if isinstance(sentence, str) else sentence
        first = next((s for s in alternatives if fields_of(s) <= known.keys()), None)
        if first is not None:
            said.append(first.format(**known).replace("….", "…"))
    return " ".join(said)


def fields_of(sentence: str) -> set[str]:
    """Return the names of the fields of a sentence."""
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}
