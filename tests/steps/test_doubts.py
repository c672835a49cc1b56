"""What a check says of the long steps, known from their inputs alone."""

import numpy as np

from relstudy.intake.frames import Responses
from relstudy.steps.doubts import cells_of, doubt_gaps, doubt_profile_items
from relstudy.survey.items import Code, CodeId, Item, ItemId
from relstudy.survey.plan import ExpectationsPlan, ProfilesPlan
from relstudy.survey.registers import Expectation

YES = (Code(code="1", value=1), Code(code="2", value=0))


def responses(**values: list[float]) -> Responses:
    n = len(next(iter(values.values())))
    found = Responses(respondent_id=np.arange(n).astype(str), line=np.arange(n))
    for name, numbers in values.items():
        found.values[name] = np.array(numbers, dtype=float)
        found.missing[name] = np.zeros(n, dtype=np.int8)
        found.codes[name] = np.array(numbers, dtype=np.int16)
    return found


def _rated(name: str, top: int) -> Item:
    points = tuple(Code(code=CodeId(str(point)), value=float(point)) for point in range(1, top + 1))
    return Item(id=ItemId(name), type="scale", columns=(name,), codes=points)


def test_scales_without_ends_are_doubted_where_a_gap_would_be_made_of_them() -> None:
    items = tuple(Item(id=name, type="scale", columns=(name,)) for name in ("i", "s"))
    answers = responses(i=[0, 4, 10], s=[1, 3, 5])
    expectations = (Expectation(id="e", importance_item="i", satisfaction_item="s"),)

    def doubted(importance: str) -> list[str]:
        plan = ExpectationsPlan(importance=importance)
        result = doubt_gaps(
            study_expectations=expectations, study_expecting=plan, wave_items=items, intake_responses=answers
        )
        assert cells_of(result, None, None).empty
        return [f.code for f in result.faults]

    assert doubted("stated") == ["scale-without-ends"]
    expectations = (*expectations, Expectation(id="f", satisfaction_item="short"))
    items = (*items, *(_rated(name, top) for name, top in (("i", 10), ("s", 10), ("short", 5))))[2:]
    answers = responses(i=[0, 4, 10], s=[1, 3, 5], short=[1, 2, 5])
    assert doubted("stated") == ["scales-differ"]
    assert doubted("cases") == []


def test_items_that_have_no_part_in_the_profiles_are_told() -> None:
    items = tuple(Item(id=name, type="single", columns=(name,), codes=YES) for name in ("a", "b"))
    answers = responses(a=[1, 0, 1, 0], b=[1, 1, 1, 1])

    def told(*names: str) -> list[tuple[str, str | None]]:
        plan = ProfilesPlan(items=names)
        found = doubt_profile_items(study_profiles=plan, wave_items=items, intake_responses=answers)
        return [(f.code, f.item) for f in found.faults]

    assert told("a", "b") == [("left-out", "profiles.items: b")]
    assert told("a", "c") == []
