"""A change in words: the figure is named by the labels of its study."""

import pytest

from relstudy.delivery.comparing import Change, Comparison
from relstudy.delivery.headlines import describe_change, headline_changes, short_label
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
    assert describe_change(change, Comparison(waves=("a", "b"), labels=LABELS), "fr")["figure"] == figure


def test_a_score_of_recommendation_has_no_decimals() -> None:
    change = Change(
        key="survey/q/nps/_/all", before=-9.08, after=6.27, difference=15.35, low=6.2, high=24.5, p=0.0, p_adjusted=0.0,
        verdict="up", reason=None, unit="points",
    )  # fmt: skip
    said = describe_change(change, Comparison(waves=("a", "b"), labels=LABELS), "fr")
    assert (said["before"], said["after"], said["difference"]) == ("\u22129\xa0points", "6\xa0points", "+15\xa0points")


def moved(key: str, p_adjusted: float | None, **facts: object) -> Change:
    told: dict[str, object] = {
        "before": 0.2,
        "after": 0.4,
        "difference": 0.2,
        "verdict": "up",
        "unit": "share",
        **facts,
    }
    return Change(key=key, low=0.1, high=0.3, p=0.0, p_adjusted=p_adjusted, reason=None, **told)  # type: ignore[arg-type]


def test_headlines_are_the_surest_changes_of_the_whole_one_to_a_question() -> None:
    changes = (
        moved("survey/untold/share/a/all", None, after=0.9),
        moved("survey/q/share/a/all", 0.04, after=0.41),
        moved("survey/r/share/a/all", 0.01, after=0.42, verdict="down"),
        moved("survey/q/share/b/all", 0.001, after=0.43),
        moved("survey/same/mean/_/all", 0.02, after=0.42),
        moved("survey/s/share/a/all", 0.0001, verdict="not_settled"),
        moved("survey/s/share/a/target=client", 0.0001),
    )
    found = headline_changes(Comparison(waves=("a", "b"), changes=changes))
    assert [change.key for change in found] == [
        "survey/q/share/b/all",
        "survey/r/share/a/all",
        "survey/untold/share/a/all",
    ]
    many = tuple(moved(f"survey/q{i}/share/a/all", i / 100, after=i / 100) for i in range(12))
    assert len(headline_changes(Comparison(waves=("a", "b"), changes=many))) == 10


def test_a_figure_the_wave_before_does_not_have_is_a_dash() -> None:
    said = describe_change(
        moved("survey/q/share/wait/all", 0.0, before=None, difference=None),
        Comparison(waves=("a", "b"), labels=LABELS),
        "fr",
    )
    assert (said["before"], said["after"], said["difference"]) == ("-", "40\u00a0%", "-")


@pytest.mark.parametrize(("length", "shown"), [(60, "x" * 60), (61, "x" * 59 + "…")])
def test_a_label_is_cut_where_it_is_longer_than_a_line_may_be(length: int, shown: str) -> None:
    assert short_label(Labels(texts={"item/q": {"fr": "x" * length}}), "item", "q", "fr") == shown
