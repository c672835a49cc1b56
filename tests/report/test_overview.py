"""What moved most, in the words of labels: answers, rows of grids, coded open answers."""

import pandas as pd
import pytest

from relstudy.report.overview import moves_of
from relstudy.survey.items import Item, ItemId
from relstudy.survey.labels import Labels

LABELS = Labels(
    texts={
        "item/why": {"fr": "Pourquoi ?"},
        "item/trust.desk": {"fr": "Au guichet"},
        "item/pay": {"fr": "Payez-vous en ligne ?"},
        "codebook/delays": {"fr": "Délais"},
        "code/trust/4": {"fr": "Tout à fait"},
        "code/pay/Oui": {"fr": "Oui, souvent"},
    }
)
ITEMS = (
    Item(id=ItemId("why"), type="open", columns=("w",)),
    Item(id=ItemId("trust.desk"), type="single", columns=("t",), grid=ItemId("trust")),
    Item(id=ItemId("pay"), type="single", columns=("p",)),
)


@pytest.mark.parametrize(
    ("item", "row", "said"),
    [
        ("why", "delays", "Délais"),
        ("trust.desk", "4", "Tout à fait"),
        ("pay", "oui", "Oui, souvent"),
        ("pay", "unknown", "unknown"),
    ],
)
def test_an_answer_that_moved_is_named_by_its_label(item: str, row: str, said: str) -> None:
    key = f"survey/{item}/share/{row}/all"
    cells = pd.DataFrame([{
        "key": key, "section": "survey", "item": item, "measure": "share", "row": row, "column": "all", "kind": "number",
        "value": 0.4, "unit": "share", "status": "published", "base": 400, "base_kind": "respondents", "marks": "up",
    }])  # fmt: skip
    tests = pd.DataFrame([{
        "wave_a": "2025", "wave_b": "2026", "key_b": key, "verdict": "different", "statistic": 3.1, "difference": 0.1,
    }])  # fmt: skip
    (move,), moved, before = moves_of(tests, cells, LABELS, "fr", study=None, items=ITEMS)
    assert (move.figure, move.before, move.after, moved, before) == (said, "30\u00a0%", "40\u00a0%", 1, "2025")
