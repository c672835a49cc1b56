"""A small typing model written by hand: a scale with a code for "don't know", a single, a set of boxes, a number, bands of another."""

import numpy as np

from relstudy.outputs.typing_model import TypedProfile, TypingModel
from relstudy.steps.typing import Term, TypingRule
from relstudy.survey.items import Code, Derivation, Item
from relstudy.survey.labels import Labels
from relstudy.survey.plan import Respondents

ITEMS = (
    Item(
        id="app", type="scale", columns=("Q1",),
        codes=(*(Code(code=str(v), value=float(v)) for v in range(1, 6)), Code(code="9", missing="dont_know")),
    ),
    Item(id="desk", type="single", columns=("Q2",), codes=(Code(code="01"), Code(code="02"), Code(code="03"))),
    Item(id="tools", type="multiple", columns=("Q3_1", "Q3_2"), codes=(Code(code="web"), Code(code="fax"))),
    Item(id="visits", type="numeric", columns=("Q4",)),
    Item(id="age", type="numeric", columns=("AGE",)),
    Item(
        id="young", type="single", codes=(Code(code="18-34"), Code(code="35+")),
        derived=Derivation(source="age", bands=(18.0, 35.0)),
    ),
)  # fmt: skip
QUESTIONS = ("app", "desk", "tools", "visits", "young")
TERMS = (
    Term(item="app", code="", mean=3.1),
    *(Term(item="desk", code=code, mean=1 / 3) for code in ("01", "02", "03")),
    Term(item="tools", code="web", mean=0.4),
    Term(item="tools", code="fax", mean=0.1),
    Term(item="visits", code="", mean=2.5),
    Term(item="young", code="18-34", mean=0.45),
    Term(item="young", code="35", mean=0.55),
)
#: Words that a spreadsheet, a pattern or a page might take for something else.
HOSTILE = ("=1+1", '"; DROP *?~', "Plutôt & <b>oui</b>")


def hand_model(
    *, missing: str = "drop", respondents: Respondents | None = None, labels: Labels | None = None
) -> TypingModel:
    """Return the model, its numbers without pattern."""
    chance = np.random.default_rng(5)
    texts = {
        f"item/{item.id}": {"fr": f"Question {item.id} ?", "en": f"Question {item.id}?"} for item in ITEMS
    } | {
        f"code/{item.id}/{code.code}": {"fr": f"Réponse {code.code}", "en": f"Answer {code.code}"}
        for item in ITEMS for code in item.codes
    }  # fmt: skip
    texts |= {f"code/desk/0{i + 1}": {"fr": word, "en": word} for i, word in enumerate(HOSTILE)}
    return TypingModel(
        study="s",
        wave="2026",
        names={"fr": "Étude", "en": "Study"},
        languages=("fr", "en"),
        profiles=tuple(TypedProfile(id=f"p{i}", names={"fr": f"Profil {i}", "en": f"Profile {i}"}) for i in (1, 2, 3)),
        questions=QUESTIONS,
        items=ITEMS,
        labels=labels or Labels(texts=texts),
        rule=TypingRule(
            terms=TERMS,
            constants=chance.normal(size=3).round(6),
            coefficients=chance.normal(size=(3, len(TERMS))).round(6),
        ),
        missing=missing,
        respondents=respondents or Respondents(id="ident"),
        figures={
            "accuracy": 0.9,
            "kappa": 0.85,
            "accuracy_by_profile": {"p1": 0.9, "p2": 0.9, "p3": None},
            "base": 300,
        },
        notes={"method": {"fr": "Méthode.", "en": "Method."}, "missing": {"fr": "Manque.", "en": "Missing."}},
    )
