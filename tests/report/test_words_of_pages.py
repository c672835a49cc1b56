"""Small rules of what pages say: not asked, plural forms, claims beside the six lines, files with their fingerprints."""

import dataclasses
import re
from pathlib import Path

import pytest
import report_example as example
from page_context import context_of, mean, share
from report_reading import PageReader

from relstudy.cells import Cell
from relstudy.report import render_report
from relstudy.report.claims import parse_condition
from relstudy.report.html import render
from relstudy.report.legend import legend_of
from relstudy.report.map.columns import read_columns
from relstudy.report.pages import glossary, sources
from relstudy.report.texts import PageTexts, Sentence, Texts
from relstudy.report.values import Number
from relstudy.report.wording import words_of
from relstudy.survey.items import Code, Item
from relstudy.survey.plan import Source

ITEM = Item(id="q", type="single", columns=("q",), codes=(Code(code="1"), Code(code="2")))


def test_nobody_asked_is_said_so_and_few_are_not_published() -> None:
    cells = [
        share("q", "1", 0.5),
        share("q", "1", 0.5, column="target=a", base=0),
        share("q", "1", 0.5, column="target=b", base=12),
    ]
    context = context_of((ITEM,), cells)
    none, few = (context.book.get("survey", "q", "share", "1", f"target={t}") for t in "ab")
    assert ">non posée<" in render(Number(none, "fr"))
    assert ">not asked<" in render(Number(none, "en"))
    assert ">n. p.<" in render(Number(few, "fr"))
    assert [render(t).split("\u00a0")[0].split(" ")[0] for t in legend_of(context, [none])] == ["non"]  # type: ignore[list-item]
    assert any(render(t).startswith("n. p.") for t in legend_of(context, [few]))  # type: ignore[list-item]


def test_what_moved_is_explained_where_a_page_draws_it() -> None:
    moved = dataclasses.replace(share("q", "1", 0.5), marks="up")
    context = context_of((ITEM,), [moved])
    cells = list(context.book.of("survey"))
    assert legend_of(context, cells) == ()
    assert len(legend_of(context, cells, trends=True)) == 1


def test_nobody_reached_is_not_nobody_asked_for_what_counts_no_respondents() -> None:
    cell = dataclasses.replace(share("q", "1", 0.5, base=0), base_kind="rows", missing=True)
    found = context_of((ITEM,), [cell]).book.get("survey", "q", "share", "1", "all")
    assert ">—<" in render(Number(found, "fr"))


def test_a_target_nobody_asked_has_a_ranking_and_no_map() -> None:
    e = example.full_example()
    key = e.cells["key"].str.match(r"expectations/[a-z]+/(satisfaction|action|gap)/_/target=prospect")
    cells = e.cells.assign(
        base=e.cells["base"].mask(key, 0), status=e.cells["status"].mask(key, "withheld"),
        value=e.cells["value"].mask(key), text=e.cells["text"].mask(key),
    )  # fmt: skip
    html = render_report(dataclasses.replace(e, cells=cells).context())
    text = PageReader(html).page_text["R3"]
    assert key.sum() > 10
    assert "La satisfaction n’a été demandée à personne ici" in text
    assert "non posée" not in text
    assert 'data-key="expectations/recognised" data-column="target=prospect" data-tier="primary"' in html
    said = "La satisfaction n’a été demandée à personne dans ce groupe, qui n’a donc pas d’action"
    assert said in PageReader(html).page_text["R2"]
    assert 'data-cell="expectations/recognised/action/_/target=prospect"' not in html
    views = {v.id: v for v in read_columns(dataclasses.replace(e, cells=cells).context())}
    assert views["target=prospect"].unasked
    assert not views["all"].unasked


@pytest.mark.parametrize(
    ("key", "number", "said"),
    [
        ("tier_counts.unsettled", 0, "0\u00a0non tranchée"),
        ("tier_counts.unsettled", 1, "1\u00a0non tranchée"),
        ("tier_counts.unsettled", 2, "2\u00a0non tranchées"),
        ("tier_groups.primary", 1, "Prioritaire (1)"),
        ("tier_groups.primary", 3, "Prioritaires (3)"),
        ("profiles.dropped", 1, "1 laissé de côté faute d’une réponse à toutes les questions"),
        ("counts.dissatisfied", 0, "0 insatisfait"),
    ],
)
def test_french_counts_are_singular_below_two(key: str, number: int, said: str) -> None:
    assert render(words_of("fr").count(key, number, n=number)) == said


def test_none_may_have_words_of_its_own() -> None:
    assert (
        render(words_of("fr").count("R3.title", 0, n=0, others="5 secondaires"))
        == "Aucune attente prioritaire, 5 secondaires"
    )
    assert render(words_of("en").count("audit.title", 0, n=0, all=5)) == "All audit targets are met (5)"


def test_the_decision_comes_first_then_claims_and_each_matter_is_said_once() -> None:
    e = example.full_example()
    claim = Sentence(
        text="On attend d’être reconnu.",
        proof="R3",
        condition=parse_condition("expectations/recognised/rank/_/all == 1"),
    )
    texts = Texts(pages={"synthesis": PageTexts(claims=(claim,), recommendations=(Sentence(text="Décider."),))})
    html = render_report(e.context(texts=texts))
    page = html[html.index('data-page="synthesis"') : html.index('data-page="profiles"')]
    order = [
        page.index(part)
        for part in ("Décider.", "On attend d’être reconnu", "L’étude en bref", "Constats établis par règle")
    ]
    assert order == sorted(order)
    # The claim has told what stands on the page of expectations.
    assert "Voir Attentes" in page
    assert "attentes prioritaires" not in page[order[-1] :].lower()
    assert page.count("On attend d’être reconnu") == 1
    bare = render_report(e.context())
    page = bare[bare.index('data-page="synthesis"') : bare.index('data-page="profiles"')]
    assert page.index("Constats établis par règle") < page.index("L’étude en bref")


def test_each_file_read_stands_with_what_it_gives_and_the_start_of_its_fingerprint() -> None:
    def file(path: str, sign: str) -> Source:
        return Source(path=path, sha256=sign * 64, absolute=Path("/nowhere") / path)

    files = (file("waves/2026-03/grid.csv", "b"), file("study.toml", "a"), file("waves/2026-03/notes.txt", "c"))
    files += (file("waves/2026-03/open_codings.csv", "d"), file("waves/2026-03/redacted.toml", "e"))
    cell = dataclasses.replace(mean("q", 5.0), source="waves/2026-03/grid.csv#score")
    page = sources.build_page(context_of((ITEM,), [cell, share("q", "1", 0.5)], sources=files))
    table = page.view.tables[0]  # type: ignore[attr-defined]
    rows = [[re.sub(r"<[^>]+>", "", render(c)) for c in (r.head, *r.cells)] for r in table.groups[0].rows]
    assert rows == [
        ["study.toml", "Plan de l’étude\u00a0: étapes, règles, grille, profils", "—", "a" * 12],
        ["waves/2026-03/grid.csv", "Notes de la grille", "1", "b" * 12],
        ["waves/2026-03/notes.txt", "Autre fichier de l’étude", "—", "c" * 12],
        ["waves/2026-03/open_codings.csv", "Codage des réponses ouvertes", "—", "d" * 12],
        ["waves/2026-03/redacted.toml", "Compte rendu de la relecture des verbatims", "—", "e" * 12],
    ]


def test_the_glossary_holds_no_word_this_report_has_no_use_for() -> None:
    plain = str(glossary.build_page(context_of((ITEM,), [share("q", "1", 0.5)])).view)
    asked = str(glossary.build_page(context_of((ITEM,), [share("q", "1", 0.5, base=0)])).view)
    assert "Non posée" not in plain
    assert "Non posée" in asked
    assert "NPS" not in plain
    assert "Accord" not in plain


def test_a_text_without_translation_keeps_its_language() -> None:
    context = context_of((ITEM,), [share("q", "1", 0.5)], lang="en")
    assert 'lang="fr"' in render(context.written("Direction du réseau"))
    assert "lang=" not in render(context_of((ITEM,), [share("q", "1", 0.5)]).written("Direction du réseau"))


def test_two_profiles_never_bear_one_name() -> None:
    poles = (("p1", "connected"), ("p2", "connected"), ("p3", "human"), ("p4", "none"))
    cells = [
        Cell(section="profiles", item=p, measure="pole", kind="category", text=pole, unit="none") for p, pole in poles
    ]
    context = context_of(
        (ITEM,), cells, {"pole/connected": "Ultra-connectés", "pole/human": "Attachés au contact humain"}
    )
    named = [context.profile_text(profile) for profile, _ in poles]
    assert named == ["Ultra-connectés (1)", "Ultra-connectés (2)", "Attachés au contact humain", "Profil 4"]


def test_the_state_of_a_step_agrees_with_its_name() -> None:
    words = words_of("fr")
    said = {step: words.first(f"step_states.ran_{step}", "step_states.ran").text for step in words.table("steps")}
    assert {said[step] for step in ("intake", "survey", "profiles", "expectations", "interviews", "strategy")} == {
        "faite"
    }
    assert {said[step] for step in ("weights", "audit", "benchmark")} == {"fait"}
    text = PageReader(render_report(example.full_example().context())).page_text["method"]
    assert re.search(r"Redressement\s*fait\b", text)
    assert re.search(r"Enquête quantitative\s*faite\b", text)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_program_is_never_the_reason_of_an_absence(lang: str) -> None:
    """A page says what the study has no data for; what a version of the program lacks is no business of a client."""
    said = (Path(__file__).parents[2] / f"templates/words/{lang}/report.toml").read_text(encoding="utf-8")
    assert not re.findall(r"(?i)cette version|this version|disponible dans|not available in", said)
