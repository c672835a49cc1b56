"""Words of the report: sentences by dotted key, filled with numbers already bound, plural forms, never a text in code."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from relstudy.report.values import Content, Inline, Said, joined
from relstudy.words import Lang, load_words

#: Tables of words of the report that figures use too.
_LENT = ("case",)
#: A text of the same words inside another.
_SHARED = re.compile(r"<([A-Za-z]\w*(?:\.\w+)+)>")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of the report in one language.

    `forms` are facts of the study that some texts follow: a text `subtitle-unweighted` takes the place of `subtitle`
    where the study is unweighted. A text without a form asserts nothing that a study may not have said. A word that
    many texts share and that follows a fact stands once: `<case.one>` in a text is the text `case.one` in its form,
    `<Case.one>` the same with a capital.
    """

    lang: Lang
    texts: Mapping[str, Any]  # nested tables of text, as TOML gives them
    forms: tuple[str, ...] = ()
    # A report asks for a few hundred texts, each of them again in every row.
    _found: dict[str, str | None] = field(default_factory=dict, init=False, repr=False, compare=False)

    def table(self, *path: str) -> Mapping[str, Any]:
        """Return a table of words; raises KeyError where there is none."""
        found: Any = self.texts
        for part in path:
            found = found[part]
        if not isinstance(found, Mapping):
            raise KeyError(".".join(path))
        return found

    def find(self, key: str) -> str | None:
        """Return the text of a dotted key as it stands in the file, in the form the study asks for, or None."""
        if key not in self._found:
            self._found[key] = self._find(key)
        return self._found[key]

    def _find(self, key: str) -> str | None:
        keys = (*(f"{key}-{form}" for form in self.forms), key)
        text = next((text for one in keys if (text := self._text(one)) is not None), None)
        return None if text is None else _SHARED.sub(self._shared, text)

    def _shared(self, named: re.Match[str]) -> str:
        key = named[1][0].lower() + named[1][1:]
        text = self.find(key)
        if text is None:
            raise KeyError(f"no words for {key!r} in the report's {self.lang} texts")
        return text if key == named[1] else text[:1].upper() + text[1:]

    def _text(self, key: str) -> str | None:
        found: Any = self.texts
        for part in key.split("."):
            if not isinstance(found, Mapping) or part not in found:
                return None
            found = found[part]
        return found if isinstance(found, str) else None

    def say(self, key: str, **parts: Content) -> Said:
        """Return the text of a dotted key with what fills its `{name}` places: values of a page, or texts.

        Raises
        ------
        KeyError
            There is no such text: a page asks for words nobody wrote.
        """
        text = self.find(key)
        if text is None:
            raise KeyError(f"no words for {key!r} in the report's {self.lang} texts")
        return Said(text, tuple(parts.items()))

    def inside(self, key: str) -> Said:
        """Return a text as it stands within a sentence, its first letter small; for texts that begin with no name."""
        said = self.say(key)
        return replace(said, text=said.text[:1].lower() + said.text[1:])

    def listed(self, keys: Iterable[str]) -> Inline:
        """Return texts one after the other, with a capital only in the first place."""
        return joined(", ", ((self.inside if place else self.say)(key) for place, key in enumerate(keys)))

    def text(self, key: str, **parts: str) -> str:
        """Return the same as a plain text, its places filled with texts."""
        return self.say(key).text.format(**parts)

    def count(self, key: str, number: float, **parts: Content) -> Said:
        """Return the `one` or `other` form under a dotted key (French keeps the singular below 2), `zero` where there is one for 0."""
        if number == 0 and self.find(f"{key}.zero") is not None:
            return self.say(f"{key}.zero", **parts)
        small = number < 2 if self.lang == "fr" else number == 1
        return self.say(f"{key}.{'one' if small else 'other'}", **parts)

    def first(self, *keys: str, **parts: Content) -> Said:
        """Return the text of the first key that has words; the last one must."""
        for key in keys[:-1]:
            if self.find(key) is not None:
                return self.say(key, **parts)
        return self.say(keys[-1], **parts)


@cache
def words_of(lang: Lang) -> Words:
    """Return the words of the report in a language."""
    return Words(lang, load_words(lang, "report"))


@cache
def figure_words(lang: Lang, forms: tuple[str, ...] = ()) -> Words:
    """Return the words of the figures in a language and in the forms that the facts of a study ask for."""
    shared = {name: load_words(lang, "report")[name] for name in _LENT}
    return Words(lang, {**shared, **load_words(lang, "figures")}, forms)
