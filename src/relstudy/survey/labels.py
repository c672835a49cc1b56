"""Labels of a study: the analyst's names for items, codes, offers, players, expectations, in each language.

Kept apart from what they name: a step never needs them, only what is shown to a reader does.
"""

from dataclasses import dataclass, field
from typing import Literal

LabelKind = Literal[
    "study",
    "wave",
    "item",
    "code",
    "net",
    "row",
    "offer",
    "player",
    "expectation",
    "codebook",
    "definition",
    "hypothesis",
    "criterion",
    "pole",
    "identity",
    "roadmap",
    "break",
    "same",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """Texts by `kind/id[/id]` and language, e.g. `texts["code/q1/2"] == {"fr": "Non", "en": "No"}`."""

    texts: dict[str, dict[str, str]] = field(default_factory=dict)

    def get(self, kind: LabelKind, *ids: str, lang: str) -> str:
        """Return the label in `lang`, else in any other language of the study, else the last id."""
        by_lang = self.texts.get("/".join((kind, *ids)), {})
        return by_lang.get(lang) or next(iter(by_lang.values()), ids[-1] if ids else "")
