"""The model of a typing tool as a file, `typing.json`: which questions, how their columns are made, one coefficient per profile.

Whoever has the file can place a person by hand: the sum of a profile is its constant plus its coefficients times the
columns; the largest sum is the profile, the exponentials of the sums, normed, are the chances. The file holds wording,
codes and figures, no respondent. It is sealed: one that was edited, or cut, is refused rather than trusted.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from relstudy import __version__
from relstudy.errors import Fault, FieldworkError, fault
from relstudy.folding import fold
from relstudy.outputs.manifest import CONTRACT
from relstudy.steps.typing import Term, TypingRule
from relstudy.survey.items import Code, CodeId, Derivation, Item, ItemId
from relstudy.survey.labels import Labels
from relstudy.survey.plan import Respondents

KIND = "typing"

#: Texts by language.
Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedProfile:
    """A profile of the model: its id and its names by language."""

    id: str
    names: Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class TypingModel:
    """What places respondents in the profiles of a wave, and everything needed to ask and to read their answers.

    `questions` are the items of the rule, in the order to ask them; `items` those and what they are derived from.
    `labels` hold the wording of questions and codes. `respondents` tells how the file it was learned on is laid out.
    `figures` are those of the cells, None where they are withheld; `notes` say in words how the model was made.
    """

    study: str
    wave: str
    names: Texts
    languages: tuple[str, ...]
    profiles: tuple[TypedProfile, ...]
    questions: tuple[ItemId, ...]
    items: tuple[Item, ...]
    labels: Labels
    rule: TypingRule
    missing: Literal["drop", "mean"]
    respondents: Respondents = field(default_factory=Respondents)
    figures: Mapping[str, Any] = field(default_factory=dict)
    notes: Mapping[str, Texts] = field(default_factory=dict)

    @property
    def by_id(self) -> dict[ItemId, Item]:
        """Return the items by id."""
        return {item.id: item for item in self.items}


def names_by_id(item: Item) -> tuple[str, ...]:
    """Return what the columns of an item are called in a file made by hand: the id, or the id and the code, or the place, of each column."""
    if len(item.columns) <= 1:
        return (item.id,) * len(item.columns)
    if item.by_place:
        return tuple(f"{item.id}.{place}" for place in range(1, len(item.columns) + 1))
    return tuple(f"{item.id}.{fold(code.code)}" for code in item.codes)


def write_model(model: TypingModel) -> bytes:
    """Return the model as JSON, sealed."""
    told = _as_dict(model)
    return (json.dumps({**told, "seal": _seal(told)}, ensure_ascii=False, indent=1) + "\n").encode()


def read_model(content: bytes, file: str) -> TypingModel:
    """Return the model a file holds.

    Raises
    ------
    FieldworkError
        bad-model: no model, another version of the contract, edited or cut.
    """
    try:
        told = json.loads(content.decode("utf-8-sig"))
    except ValueError:
        raise FieldworkError([_refusal(file, "@no-model")]) from None
    if not isinstance(told, dict) or told.get("kind") != KIND:
        raise FieldworkError([_refusal(file, "@no-model")])
    if told.get("contract") != CONTRACT:
        raise FieldworkError([_refusal(file, f"contract {told.get('contract')}")])
    seal = told.pop("seal", None)
    if seal != _seal(told):
        raise FieldworkError([_refusal(file, "@edited")])
    return _of_dict(told)


def _refusal(file: str, found: str) -> Fault:
    return fault("bad-model", file, found=found, allowed=f"contract {CONTRACT}")


def _seal(told: Mapping[str, Any]) -> str:
    """Return the hash of what is told, however it is spaced."""
    plain = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()


def _as_dict(model: TypingModel) -> dict[str, Any]:
    ids = [profile.id for profile in model.profiles]
    coefficients = model.rule.coefficients
    return {
        "kind": KIND,
        "contract": CONTRACT,
        "relstudy": __version__,
        "study": model.study,
        "wave": model.wave,
        "name": dict(model.names),
        "languages": list(model.languages),
        "notes": {name: dict(texts) for name, texts in model.notes.items()},
        "profiles": [{"id": profile.id, "name": dict(profile.names)} for profile in model.profiles],
        "figures": dict(model.figures),
        "missing": model.missing,
        "respondents": {
            "id": model.respondents.id,
            "sheet": model.respondents.sheet,
            "header_row": model.respondents.header_row,
            "skip_rows": list(model.respondents.skip_rows),
        },
        "questions": [_item_as_dict(model.by_id[name], model.labels) for name in model.questions],
        "sources": [_item_as_dict(item, model.labels) for item in model.items if item.id not in model.questions],
        "constants": dict(zip(ids, model.rule.constants.tolist(), strict=True)),
        "columns": [
            {
                "item": term.item,
                "is": "chosen" if term.code else "value",
                "code": term.code or None,
                "mean": term.mean,
                "coefficients": dict(zip(ids, coefficients[:, j].tolist(), strict=True)),
            }
            for j, term in enumerate(model.rule.terms)
        ],
    }


def _item_as_dict(item: Item, labels: Labels) -> dict[str, Any]:
    told: dict[str, Any] = {
        "item": item.id,
        "type": item.type,
        "label": labels.texts.get(f"item/{item.id}", {}),
        "columns": [{"learned": name, "by_id": own} for name, own in zip(item.columns, names_by_id(item), strict=True)],
        "codes": [
            {
                "code": code.code,
                "label": labels.texts.get(f"code/{item.id}/{code.code}", {}),
                "value": code.value,
                "missing": code.missing,
                "yes": code.yes,
            }
            for code in item.codes
        ],
        "separator": item.separator,
        "yes": item.yes,
        "recoded": [list(pair) for pair in item.recoded],
    }
    if item.by_place:
        told["by_place"] = True
    if item.shared_out:
        told["shared_out"] = list(item.shared_out)
    if item.missing_texts:
        told["missing_texts"] = [list(pair) for pair in item.missing_texts]
    if isinstance(item.derived, Derivation):
        told["derived"] = {
            "from": item.derived.source,
            "bands": list(item.derived.bands),
            "merge": [[code, list(merged)] for code, merged in item.derived.merge],
        }
    return told


def _of_dict(told: Mapping[str, Any]) -> TypingModel:
    profiles = tuple(TypedProfile(id=one["id"], names=one["name"]) for one in told["profiles"])
    questions = [*told["questions"], *told["sources"]]
    columns = told["columns"]
    layout = told["respondents"]
    return TypingModel(
        study=told["study"],
        wave=told["wave"],
        names=told["name"],
        languages=tuple(told["languages"]),
        profiles=profiles,
        questions=tuple(ItemId(one["item"]) for one in told["questions"]),
        items=tuple(_item_of(one) for one in questions),
        labels=Labels(texts=_labels_of(questions)),
        rule=TypingRule(
            terms=tuple(
                Term(item=ItemId(one["item"]), code=one["code"] or "", mean=float(one["mean"])) for one in columns
            ),
            constants=np.array([told["constants"][profile.id] for profile in profiles], dtype=float),
            coefficients=np.array(
                [[one["coefficients"][profile.id] for one in columns] for profile in profiles], dtype=float
            ),
        ),
        missing=told["missing"],
        respondents=Respondents(
            id=layout["id"],
            sheet=layout["sheet"],
            header_row=layout["header_row"],
            skip_rows=tuple(layout["skip_rows"]),
        ),
        figures=told["figures"],
        notes=told["notes"],
    )


def _item_of(told: Mapping[str, Any]) -> Item:
    derived = told.get("derived")
    return Item(
        id=ItemId(told["item"]),
        type=told["type"],
        columns=tuple(column["learned"] for column in told["columns"]),
        separator=told["separator"],
        by_place=told.get("by_place", False),
        yes=told["yes"],
        shared_out=tuple(told.get("shared_out", ())),
        missing_texts=tuple((text, kind) for text, kind in told.get("missing_texts", ())),
        codes=tuple(
            Code(code=CodeId(one["code"]), value=one["value"], missing=one["missing"], yes=one["yes"])
            for one in told["codes"]
        ),
        recoded=tuple((text, CodeId(code)) for text, code in told["recoded"]),
        derived=None
        if derived is None
        else Derivation(
            source=ItemId(derived["from"]),
            bands=tuple(derived["bands"]),
            merge=tuple((CodeId(code), tuple(CodeId(one) for one in merged)) for code, merged in derived["merge"]),
        ),
    )


def _labels_of(questions: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, str]]:
    texts: dict[str, dict[str, str]] = {}
    for one in questions:
        texts[f"item/{one['item']}"] = dict(one["label"])
        texts |= {f"code/{one['item']}/{code['code']}": dict(code["label"]) for code in one["codes"]}
    return texts
