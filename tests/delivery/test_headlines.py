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
        "net/q/human": {"fr": "Un canal humain"},
        "item/imp": {"fr": "Importance des attentes"},
        "item/imp.speed": {"fr": "La rapidité"},
    }
)


@pytest.mark.parametrize(
    ("key", "figure"),
    [
        ("survey/q/share/wait/all", "Canal · Patience"),
        ("survey/remarks/share/wait/all", "Remarques · Attente"),
        ("survey/remarks/share/other/target=client", "Remarques · other · target=client"),
        ("survey/q/share/net.human/all", "Canal · Un canal humain"),
        ("survey/q/mean/_/all", "Canal · Moyenne"),
        ("survey/q/unheard_of/_/all", "Canal · unheard_of"),
        ("survey/imp.speed/mean/_/all", "Importance des attentes · La rapidité · Moyenne"),
    ],
)
def test_figures_are_named_by_the_labels_of_codes_code_frames_nets_and_by_words_of_measures(
    key: str, figure: str
) -> None:
    change = Change(
        key=key, before=0.2, after=0.4, difference=0.2, low=0.1, high=0.3, p=0.0, p_adjusted=0.0, verdict="up", reason=None,
        unit="share",
    )  # fmt: skip
    assert describe_change(change, LABELS, "fr")["figure"] == figure


def test_a_score_of_recommendation_has_no_decimals() -> None:
    change = Change(
        key="survey/q/nps/_/all", before=-9.08, after=6.27, difference=15.35, low=6.2, high=24.5, p=0.0, p_adjusted=0.0,
        verdict="up", reason=None, unit="points",
    )  # fmt: skip
    said = describe_change(change, LABELS, "fr")
    assert (said["before"], said["after"], said["difference"]) == ("\u22129\xa0points", "6\xa0points", "+15\xa0points")
