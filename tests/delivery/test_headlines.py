"""A change in words: the figure is named by the labels of its study."""

import pytest

from relstudy.delivery.comparing import Change
from relstudy.delivery.headlines import describe_change
from relstudy.survey.labels import Labels

LABELS = Labels(
    texts={
        "item/q": {"fr": "Canal"},
        "code/q/wait": {"fr": "Patience"},
        "item/remarks": {"fr": "Remarques"},
        "codebook/wait": {"fr": "Attente"},
    }
)


@pytest.mark.parametrize(
    ("key", "figure"),
    [
        ("survey/q/share/wait/all", "Canal · Patience"),
        ("survey/remarks/share/wait/all", "Remarques · Attente"),
        ("survey/remarks/share/other/target=client", "Remarques · other · target=client"),
    ],
)
def test_codes_of_open_answers_have_the_labels_of_the_code_frame(key: str, figure: str) -> None:
    change = Change(
        key=key, before=0.2, after=0.4, difference=0.2, low=0.1, high=0.3, p=0.0, p_adjusted=0.0, verdict="up", reason=None,
        unit="share",
    )  # fmt: skip
    assert describe_change(change, LABELS, "fr")["figure"] == figure
