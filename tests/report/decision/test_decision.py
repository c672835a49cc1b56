"""R5 from cells made by hand: what cards say and what they lack, options as counts, evidence by name, what there is nothing of said once."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from page_context import context_of, mean

from relstudy.cells import Cell
from relstudy.report.context import Context
from relstudy.report.decision.diagnosis import diagnose
from relstudy.report.decision.effects import compare_users, declared_table, said_table, users_table
from relstudy.report.decision.integration import maturity_table
from relstudy.report.decision.options import options_table
from relstudy.report.decision.roadmap import left_out, order_of, stages_of
from relstudy.report.decision.views import gather_matter, rank_views
from relstudy.report.decision.worth import worth_table
from relstudy.report.pages.decision import DecisionView, build_page
from relstudy.report.plain.inline import read_flat
from relstudy.report.plain.writing import write_page
from relstudy.report.table import Table
from relstudy.report.values import Content
from relstudy.report.wording import words_of
from relstudy.steps.strategy import Strategy
from relstudy.steps.strategy.diagnosis import RULES, Finding
from relstudy.study.method import StepOutcome, WaveResult
from relstudy.survey.items import Code, Item
from relstudy.survey.plan import Effect, ValuePlan
from relstudy.survey.registers import Expectation, MaturityScore, Offer, RoadmapLine
from relstudy.words import LANGS

PHONE = Offer(id="phone", kind="channel", status="in_use")
VIDEO, VOICE = (Offer(id=i, kind="channel", status="project") for i in ("video", "voice"))
LABELS = {
    "offer/phone": "Téléphone",
    "offer/video": "Visio",
    "offer/voice": "Assistant",
    "expectation/quick": "Vite",
    "roadmap/roadmap.csv/2": "Rappeler",
}


def read(content: Content) -> str:
    return read_flat(content).replace("\u202f", " ").replace("\u00a0", " ")


def rows_of(table: Table | None) -> dict[str, list[str]]:
    assert table is not None
    return {read(row.head): [read(cell) for cell in row.cells] for group in table.groups for row in group.rows}


def figure(item: str, measure: str, value: float | None, **more: Any) -> Cell:
    return Cell(
        **{"section": "strategy", "item": item, "measure": measure, "value": value, "missing": value is None, **more}
    )


def with_wave(context: Context, **fields: Any) -> Context:
    return replace(context, wave=replace(context.wave, **fields))


# -- roadmap ---------------------------------------------------------------------------------------


def cards(*moves: RoadmapLine, cells: tuple[Cell, ...] = ()) -> list[tuple[str, list[str], dict[str, str], str]]:
    context = context_of(
        (), list(cells), LABELS, offers=(PHONE, VIDEO), expectations=(Expectation(id="quick", offer="phone"),)
    )
    stages = stages_of(with_wave(context, roadmap=moves))
    return [
        (read(s.title), [read(m.title)], {read(f.title): read(f.text) for f in m.facts}, read(m.missing))
        for s in stages
        for m in s.moves
    ]


def test_a_card_tells_from_where_to_where_by_whom_and_by_when() -> None:
    move = RoadmapLine(
        offer="phone", horizon="now", owner="Relation client", kpi="lost", target=0.08, day=date(2027, 6, 30), line=2
    )
    cells = tuple(
        figure("phone", m, v, row="lost", unit="share") for m, v in (("target", 0.08), ("current", 0.19), ("gap", 0.11))
    )
    ((stage, title, facts, missing),) = cards(move, cells=cells)
    assert (stage, title, missing) == ("Maintenant", ["Rappeler"], "")
    assert facts == {
        "Porte sur": "Téléphone", "Indicateur": "lost : 19 % aujourd’hui, objectif 8 %", "Écart actuel": "+11 points",
        "Responsable": "Relation client", "Échéance": "30 juin 2027", "Sert": "Vite",
    }  # fmt: skip


def test_what_a_move_does_not_say_is_named_and_no_survey_share_stands_in() -> None:
    bare, followed = (
        RoadmapLine(offer="video", horizon="later", line=9),
        RoadmapLine(offer="phone", horizon="next", kpi="lost", line=8),
    )
    share = Cell(
        section="survey",
        item="lost",
        measure="share",
        row="1",
        column="all",
        value=0.3,
        unit="share",
        base=500,
        base_kind="respondents",
    )
    (next_, later) = cards(bare, followed, cells=(figure("phone", "current", None, row="lost"), share))
    assert next_[0] == "Ensuite"
    assert next_[2] == {"Indicateur": "lost", "Sert": "Vite"}
    assert next_[3] == "Il manque : le responsable, la valeur actuelle de l’indicateur, l’objectif, l’échéance."
    assert later == ("Plus tard", ["Visio"], {}, "Il manque : le responsable, l’indicateur, l’objectif, l’échéance.")


def order(*served: tuple[str, str], ranks: dict[str, float]) -> tuple[str, list[list[str]]]:
    """Return what is said of the order of moves, each its horizon and its expectation, and their names by horizon."""
    names = tuple(sorted(ranks | {name: 0.0 for _, name in served}))
    cells = [
        Cell(section="expectations", item=name, measure="rank", column="all", value=rank, unit="rank", base=600)
        for name, rank in ranks.items()
    ]
    labels = {f"roadmap/roadmap.csv/{n}": f"Action {name}" for n, (_, name) in enumerate(served)}
    context = context_of((), cells, labels, offers=(PHONE,), expectations=tuple(Expectation(id=n) for n in names))
    moves = tuple(
        RoadmapLine(offer="phone", horizon=horizon, expectation=name, line=n)  # type: ignore[arg-type]
        for n, (horizon, name) in enumerate(served)
    )
    context = with_wave(context, roadmap=moves)
    return read(order_of(context)), [[read(m.title) for m in s.moves] for s in stages_of(context)]


RANKS = {"a": 1.0, "b": 4.0, "c": 9.0}


def test_within_a_horizon_the_expectation_that_matters_most_comes_first_and_the_order_is_said() -> None:
    said, names = order(("now", "b"), ("now", "a"), ("later", "c"), ranks=RANKS)
    assert names == [["Action a", "Action b"], ["Action c"]]
    assert said == (
        "Maintenant : attentes de rangs 1 et 4. Plus tard : attente de rang 9. L’horizon est celui de la feuille de route ; "
        "aucune action n’en précède une dont l’attente compte plus."
    )


def test_a_move_that_comes_before_one_that_matters_more_is_named() -> None:
    said, names = order(("now", "c"), ("now", "a"), ("next", "b"), ("later", "x"), ranks=RANKS)
    assert names[0] == ["Action a", "Action c"]
    assert said.endswith(
        "Plus tard : aucune attente classée. L’horizon est celui de la feuille de route ; il ne suit pas partout le rang des "
        "attentes : « Action c » passe avant « Action b », dont l’attente compte plus."
    )


def test_nothing_is_said_of_the_order_of_one_move_or_without_ranks() -> None:
    assert order(("now", "a"), ranks=RANKS)[0] == ""
    assert order(("now", "a"), ("later", "b"), ranks={})[0] == ""
    assert order(("now", "a"), ("now", "b"), ranks=RANKS)[0] == "Maintenant : attentes de rangs 1 et 4."


# -- options ---------------------------------------------------------------------------------------


def tier(item: str, text: str, column: str = "all") -> Cell:
    return Cell(
        section="expectations",
        item=item,
        measure="tier",
        column=column,
        kind="category",
        text=text,
        base=500,
        base_kind="respondents",
    )


def test_fit_is_printed_as_counts_and_value_with_its_players() -> None:
    cells = [
        tier("quick", "primary"), tier("near", "primary"),
        figure("video", "fit", 0.5, column="all", unit="share", base=500, base_kind="respondents"),
        figure("video", "value", 0.25, column="all", unit="share", base=8, base_kind="players"),
        figure("video", "enchantment", 3.0, column="all", unit="cases", base=4, base_kind="cases"),
        figure("voice", "fit", None, column="all", unit="share", base=500, base_kind="respondents"),
        figure("voice", "value", 1.0, column="all", unit="share", base=8, base_kind="players"),
    ]  # fmt: skip
    linked = (Expectation(id="quick", offer="video"), Expectation(id="near"))
    table = options_table(context_of((), cells, LABELS, offers=(VOICE, VIDEO), expectations=linked))
    assert rows_of(table) == {
        "Visio": ["25 % – acteurs qui l’ont : 6 sur 8", "3 sur 4", "1 sur 2"],
        "Assistant": ["100 % – acteurs qui l’ont : 0 sur 8", "—", "—"],
    }
    assert table is not None
    assert [read(note) for note in table.notes] == [
        "Aucune attente n’est liée à l’offre Assistant : son adéquation ne peut être dite."
    ]


def test_without_anything_known_of_an_option_there_is_no_table() -> None:
    assert options_table(context_of((), [figure("video", "fit", None, column="all")], LABELS, offers=(VIDEO,))) is None


# -- effects and worth -----------------------------------------------------------------------------

STAYS = Item(id="stays", type="scale", codes=tuple(Code(code=str(i), value=float(i)) for i in range(1, 6)))
USE = Item(id="use", type="multiple", codes=(Code(code="phone", offer="phone"),))


def gap(value: float, low: float, high: float, *, offer: str = "phone", base: int = 90) -> Cell:
    return figure(
        offer,
        "use_gap",
        value,
        row="stays",
        column="use=phone",
        unit="mean",
        low=low,
        high=high,
        interval="taylor",
        base=base,
        base_kind="respondents",
    )


def test_declared_effects_and_users_beside_others_are_told_apart() -> None:
    effects = (Effect(kind="loyalty", items=("stays",)), Effect(kind="growth", items=("gone",)))
    cells = [mean("stays", 3.6), gap(0.4, 0.1, 0.7), gap(-0.9, -1.0, -0.8, offer="video", base=12)]
    context = context_of(
        (STAYS, USE), cells, {**LABELS, "item/stays": "Resterez-vous ?"}, effects=effects, offers=(PHONE, VIDEO)
    )
    declared, users = declared_table(context), users_table(context, compare_users(context))
    assert rows_of(declared) == {"Resterez-vous ?": ["3,6"]}
    assert rows_of(users) == {"Téléphone": ["+0,4*"]}
    assert declared is not None
    assert users is not None
    assert [read(t.subtitle) for t in (declared, users)] == [
        "déclarés par les répondants",
        "écart entre les deux groupes, observé",
    ]
    assert read(users.notes[1]) == "1 canal a trop peu d’utilisateurs pour être comparé."


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("10, tout à fait", "10 (tout à fait)"),
        ("Tout à fait", "10 (Tout à fait)"),
        ("10", "10"),
        ("10 ans", "10 (10 ans)"),
    ],
)
def test_an_end_of_a_scale_says_its_number_once(label: str, said: str) -> None:
    codes = (Code(code="0", value=0.0), Code(code="10", value=10.0))
    item = Item(id="stays", type="scale", columns=("q",), codes=codes)
    labels = {"item/stays": "Resterez-vous ?", "code/stays/10": label}
    effects = (Effect(kind="loyalty", items=("stays",)),)
    table = declared_table(context_of((item,), [mean("stays", 3.6)], labels, effects=effects))
    assert table is not None
    ((row,),) = (group.rows for group in table.groups)
    assert f"de 0 à {said} · " in read(row.note)


def test_a_difference_that_the_weighting_imposes_says_so() -> None:
    told = replace(gap(0.4, 0.4, 0.4), low=None, high=None, interval="none", marks="imposed")
    context = context_of(
        (STAYS, USE), [told], LABELS, effects=(Effect(kind="loyalty", items=("stays",)),), offers=(PHONE,)
    )
    assert rows_of(users_table(context, compare_users(context))) == {"Téléphone": ["+0,4* imp."]}


def test_what_interviewees_say_of_an_effect_is_told_apart_by_target() -> None:
    def told(measure: str, value: float, column: str = "all", base: int = 14) -> Cell:
        return Cell(
            section="interviews", item="leaving", measure=measure, column=column, value=value, unit="cases", base=base,
            base_kind="cases",
        )  # fmt: skip

    effects = (Effect(kind="loyalty", items=(), codes=("leaving",)), Effect(kind="growth", items=(), codes=("never",)))
    cells = [told("cases", 5.0), told("cases", 4.0, "target=client", 9), told("cases_negative", 3.0)]
    cells.append(told("cases_positive", 0.0))
    context = context_of((), cells, {"codebook/leaving": "Rester ou partir"}, effects=effects)
    table = said_table(context)
    assert rows_of(table) == {"Fidélité": ["Rester ou partir", "5 sur 14", "4 sur 9", "3"]}
    assert table is not None
    assert read(table.subtitle) == "dits, non mesurés : qui en parle, non combien le pensent"
    assert said_table(context_of((), [], effects=effects)) is None


def test_a_question_of_several_rows_is_asked_once_above_them() -> None:
    rows = tuple(Item(id=f"image.{name}", type="single", codes=STAYS.codes) for name in ("kind", "clear"))
    cells = [mean(item.id, 3.5) for item in rows]
    context = context_of(
        rows, cells, {"item/image": "La banque est…"}, effects=(Effect(kind="image", items=tuple(i.id for i in rows)),)
    )
    table = declared_table(context)
    assert table is not None
    assert [read(row.note) for row in table.groups[0].rows] == ["La banque est… – de 1 à 5 · n = 780", ""]


@pytest.mark.parametrize(
    ("labels", "said"),
    [
        ({}, "de 1 à 5"),
        ({"code/stays/1": "Non, sûrement pas", "code/stays/5": "5"}, "de 1 (Non, sûrement pas) à 5"),
    ],
)
def test_a_mean_says_out_of_what_it_is(labels: dict[str, str], said: str) -> None:
    effects = (Effect(kind="loyalty", items=("stays",)),)
    context = context_of((STAYS, USE), [mean("stays", 3.6), gap(0.4, 0.1, 0.7)], {**LABELS, **labels}, effects=effects)
    declared, users = declared_table(context), users_table(context, compare_users(context))
    assert declared is not None
    assert users is not None
    assert read(declared.groups[0].rows[0].note) == f"{said} · n = 780"
    assert read(users.columns[0].note) == "stays – de 1 à 5"
    assert [read(note) for note in declared.notes] == ["Moyennes, chacune sur l’échelle dite sous sa question."]


def test_the_value_of_a_customer_says_what_it_is_made_of() -> None:
    spent = Item(id="spent", type="numeric")
    plan = ValuePlan(basket="spent", frequency=12.0, years=4.5, margin=0.25)
    cells = [
        mean("spent", 20.0),
        figure("_", "clv", 270.4, column="all", unit="eur", base=500, base_kind="respondents"),
    ]
    table = worth_table(context_of((spent,), cells, {"item/spent": "Combien ?"}, value=plan))
    assert rows_of(table) == {"Montant": ["20,0"], "Valeur d’un client": ["270 €"], "Base brute (n)": ["500"]}
    assert table is not None
    assert read(table.notes[0]).endswith(
        "Les mêmes pour tous : nombre de fois par an 12, années de relation 4,5, marge 0,25."
    )
    assert worth_table(context_of((spent,), cells)) is None


# -- maturity and diagnosis ------------------------------------------------------------------------


def test_maturity_shows_the_lowest_first_and_names_what_nobody_scored() -> None:
    scores = (
        MaturityScore(dimension="data", score=2, evidence="Une fiche", source="Audit", day=date(2026, 2, 1)),
        MaturityScore(dimension="teams", score=1),
    )
    cells = [
        figure("maturity.data", "score", 2.0, unit="score"), figure("maturity.teams", "score", 1.0, unit="score"),
        figure("_", "maturity", None, kind="category", text="multi", missing=False, base=2, base_kind="rows"),
        figure("_", "maturity_mean", 1.5, unit="score", base=2, base_kind="rows"),
    ]  # fmt: skip
    table = maturity_table(with_wave(context_of((), cells), maturity=scores))
    assert rows_of(table) == {
        "Équipes": ["1", "multi", "—"],
        "Données clients": ["2", "cross", "Une fiche – Audit, 1er février 2026"],
    }
    assert table is not None
    notes = [read(note) for note in table.notes]
    assert notes[0] == "Niveau d’ensemble : multi, celui de la dimension la plus basse. Moyenne : 1,5 sur 3."
    assert notes[1].startswith("2 dimensions notées sur 6 ; non notées : stocks et commandes, ")


def diagnosed(*findings: Finding, cells: list[Cell]) -> Context:
    given = {
        f.rule: [
            figure(f"rule.{f.rule}", "verdict", None, kind="category", text=f.verdict, missing=False),
            figure(f"rule.{f.rule}", "holding", float(f.holding), unit="count", base=f.facts, base_kind="rows"),
        ]
        for f in findings
    }
    context = context_of((), [*cells, *(c for pair in given.values() for c in pair)], LABELS, offers=(PHONE,))
    strategy = Strategy(estimates=context.tests, findings=findings)
    return replace(
        context,
        result=WaveResult(
            wave=context.wave, outcomes={"strategy": StepOutcome(name="strategy", state="ran", result=strategy)}
        ),
    )


def test_a_rule_stands_with_its_verdict_and_the_cells_that_say_so_and_silence_is_said_once() -> None:
    kpi = {"section": "audit", "item": "phone", "measure": "cost", "unit": "eur"}
    cells = [
        Cell(**kpi, value=7.5),
        Cell(**kpi, row="target", value=7.0),
        Cell(**kpi, row="verdict", kind="category", text="not_met"),
    ]
    context = diagnosed(
        Finding(rule="cost_underestimated", verdict="met", holding=1, facts=2, keys=("audit/phone/cost/verdict/_",)),
        Finding(rule="teams_in_silos", verdict="no_evidence", holding=0, facts=0),
        cells=cells,
    )
    table = diagnose(context).table
    assert rows_of(table) == {
        "Coût des canaux sous-estimé": [
            "constatée",
            "moyenne · mesurée",
            "coûts au-dessus de leur objectif : 1 sur 2 (constatée dès qu’il y en a) – Téléphone, cost : 7,5 € pour 7 €",
        ]
    }
    assert table is not None
    assert [read(g.title) for g in table.groups] == ["Erreurs constatées (1)"]
    assert [read(note) for note in table.notes] == ["Sans élément dans un sens ni dans l’autre : équipes en silos."]


def test_what_is_ruled_out_is_told_by_its_count_and_says_how_it_is_known() -> None:
    tiers = [tier("quick", "primary"), figure("maturity.teams", "score", 2.0, unit="score")]
    context = diagnosed(
        Finding(rule="one_channel", verdict="not_met", holding=2, facts=3),
        Finding(
            rule="teams_in_silos", verdict="not_met", holding=0, facts=1, keys=("strategy/maturity.teams/score/_/_",)
        ),
        Finding(
            rule="feedback_ignored", verdict="not_met", holding=0, facts=1, keys=("expectations/quick/tier/_/all",)
        ),
        cells=tiers,
    )
    found = rows_of(diagnose(context).table)
    assert found["Un seul canal"][1:] == [
        "forte · relevée",
        "canaux en service : 2 sur 3 au registre (constatée s’il y en a un au plus)",
    ]
    assert found["Équipes en silos"][1] == "forte · notée"
    assert found["Retours des clients ignorés"][1] == "forte · déclarée"
    assert all("–" not in row[2] for row in found.values())


def test_beside_what_is_wrong_what_is_well_is_named_and_its_facts_are_folded() -> None:
    context = diagnosed(
        Finding(rule="one_channel", verdict="met", holding=1, facts=1),
        Finding(rule="teams_in_silos", verdict="not_met", holding=0, facts=1),
        cells=(),
    )
    found = diagnose(context)
    assert found.table is not None
    assert found.rest is not None
    assert set(rows_of(found.table)) == {"Un seul canal"}
    assert [read(note) for note in found.table.notes] == ["Erreur écartée : équipes en silos."]
    assert read(found.rest.summary) == "1 règle sans rien à redire, et ce qu’elle compte"
    assert set(rows_of(found.rest.tables[0])) == {"Équipes en silos"}


def test_every_rule_has_its_words_in_both_languages() -> None:
    for words in map(words_of, LANGS):
        for rule in RULES:
            key = f"R5.rules.{rule.id}"
            told = words.find(f"{key}.evidence") or (
                words.find(f"{key}.evidence_met") and words.find(f"{key}.evidence_not_met")
            )
            assert words.find(f"{key}.name"), rule.id
            assert told, rule.id


# -- the page --------------------------------------------------------------------------------------


def test_what_there_is_nothing_of_is_one_sentence() -> None:
    cells = [figure("_", "clv", 270.0, column="all", unit="eur")]
    page = build_page(context_of((), cells, value=ValuePlan(basket=1.0, frequency=1.0, years=270.0)))
    assert page.state == "partial"
    assert read(page.reason).startswith("L’étude n’a pas d’élément sur : la feuille de route, ")
    assert "relstudy" not in read(page.reason)
    text = write_page(page, words_of("fr"), running="Essai", width=80)
    assert text.count("pas d’élément") == 1
    assert "Revenu tiré d’un client, avant marge" in text.replace("\u00a0", " ")


def test_without_anything_the_page_says_why() -> None:
    assert build_page(context_of((), [])).state == "not-measured"


def test_users_beside_others_are_folded_and_are_an_effect_told_all_the_same() -> None:
    effects = (Effect(kind="loyalty", items=("stays",)),)
    context = context_of((STAYS, USE), [gap(0.4, 0.1, 0.7)], LABELS, effects=effects, offers=(PHONE,))
    page = build_page(context)
    assert isinstance(page.view, DecisionView)
    assert [table.id for fold in page.view.folds for table in fold.tables] == ["R5-users"]
    assert "les effets" not in read(page.reason)


def test_a_shared_rank_on_the_grid_says_so() -> None:
    cells = [
        Cell(section="grid", item="phone", measure="score", value=7.0, unit="score"),
        Cell(section="grid", item="phone", measure="rank", value=2.0, unit="rank", marks="tie"),
        Cell(section="audit", item="phone", measure="csat", value=3.0, unit="score"),
        Cell(section="audit", item="phone", measure="csat", row="verdict", kind="category", text="not_met"),
    ]
    context = context_of((), cells, LABELS, offers=(PHONE,))
    table = rank_views(context, gather_matter(context)).table
    assert "2 (ex æquo) – note 7,00" in rows_of(table)["Téléphone"]


def test_an_offer_that_no_view_can_judge_neither_falls_short_nor_is_sound() -> None:
    score = [Cell(section="grid", item=item, measure="score", value=7.0, unit="score") for item in ("phone", "video")]
    judged = Cell(section="audit", item="phone", measure="csat", row="verdict", kind="category", text="not_met")
    labels = {**LABELS, "offer/video": "Visio"}
    alone = context_of((), score, labels, offers=(PHONE, VIDEO))
    assert rank_views(alone, gather_matter(alone)).table is None
    beside = context_of((), [*score, judged], labels, offers=(PHONE, VIDEO))
    ranked = rank_views(beside, gather_matter(beside))
    assert list(rows_of(ranked.table)) == ["Téléphone"]
    assert ranked.rest is None
    assert ranked.table is not None
    assert [read(note) for note in ranked.table.notes] == ["Aucun de ces regards ne porte sur : Visio."]


def test_what_is_to_be_improved_first_and_no_move_serves_is_named_by_rank() -> None:
    cells = []
    for name, (rank, action) in {
        "a": (1.0, "improve"),
        "b": (4.0, "improve"),
        "c": (2.0, "improve"),
        "d": (3.0, "keep"),
    }.items():
        told = {"section": "expectations", "item": name, "column": "all", "base": 600}
        cells += [
            Cell(measure="rank", value=rank, unit="rank", **told),  # type: ignore[arg-type]
            Cell(measure="action", text=action, unit="none", **told),  # type: ignore[arg-type]
        ]
    context = context_of((), cells, {}, offers=(PHONE,), expectations=tuple(Expectation(id=n) for n in "abcd"))
    assert not left_out(context)
    served = (RoadmapLine(offer="phone", horizon="now", expectation="a", line=1),)
    assert read(left_out(with_wave(context, roadmap=served))).split(" : ")[1] == "c (rang 2), b (rang 4)."
    served += (RoadmapLine(offer="phone", horizon="later", expectation="b", line=2),)
    assert "cette attente" in read(left_out(with_wave(context, roadmap=served)))


def test_the_rules_of_the_page_name_no_step_the_study_does_not_have() -> None:
    csat = {"section": "audit", "item": "phone", "measure": "csat"}
    judged = [Cell(**csat, value=3.0, unit="score"), Cell(**csat, row="verdict", kind="category", text="not_met")]
    fit = figure("video", "fit", 1.0, column="all", unit="share", base=500, base_kind="respondents")
    context = diagnosed(
        Finding(rule="one_channel", verdict="met", holding=1, facts=1), cells=[*judged, tier("quick", "primary"), fit]
    )
    linked = (Expectation(id="quick", offer="video"),)
    context = replace(context, study=replace(context.study, offers=(PHONE, VIDEO), expectations=linked))
    told = " ".join(read(note.text) for note in build_page(context).notes)
    assert "Preuve : relevée dans un registre." in told
    assert "Une offre est en défaut au bilan si un objectif n’est pas atteint." in told
    assert "Adéquation : combien" in told
    assert not [word for word in ("secteur", "les cas", "répondants", "maturité", "Rareté") if word in told]


def test_a_rule_whose_words_say_its_threshold_has_no_other() -> None:
    context = diagnosed(
        Finding(rule="coherent_experience", verdict="not_met", holding=0, facts=1),
        Finding(rule="emerging_ignored", verdict="met", holding=0, facts=3),
        cells=[],
    )
    found = rows_of(diagnose(context).table)
    assert "(" not in found["Expérience cohérente"][2]
    assert found["Canaux émergents ignorés"][2].endswith(" : 0 sur 3 (constatée s’il n’y en a pas)")


def test_what_an_effect_does_not_publish_is_explained() -> None:
    effects = (Effect(kind="loyalty", items=("stays",)),)
    few = mean("stays", 3.0, column="target=few", base=12)
    context = context_of((STAYS,), [mean("stays", 3.5), few], LABELS, effects=effects)
    assert any("non publié" in read(said) for said in build_page(context).legend)


def test_options_have_a_column_for_each_profile_under_one_title_and_none_for_what_nobody_said() -> None:
    columns = ("all", "profile=p1")
    cells = [
        *(tier("quick", "primary", column) for column in columns),
        *(figure("video", "fit", 0.5, column=c, unit="share", base=500, base_kind="respondents") for c in columns),
        figure("video", "value", 0.25, column="all", unit="share", base=8, base_kind="players"),
    ]  # fmt: skip
    made = context_of((), cells, LABELS, offers=(VIDEO,), expectations=(Expectation(id="quick", offer="video"),))
    table = options_table(made)
    assert table is not None
    assert [(read(span.title), span.width) for span in table.spans] == [
        ("", 1),
        ("Adéquation : attentes prioritaires servies", 2),
    ]
    assert len(table.columns) == 3
