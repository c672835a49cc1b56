"""Items as declared: types, codes, columns, rows, bands, merges, and a wave's differences."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_study import spoil, write_small_study

from relstudy.definitions.read_derived import band_codes
from relstudy.definitions.reading import read_study
from relstudy.folding import fold
from relstudy.survey.items import Code, Derivation, Item, Net
from relstudy.survey.plan import Study
from relstudy.survey.schema import cell_of


@pytest.fixture
def study(tmp_path: Path) -> Path:
    return write_small_study(tmp_path)


def plan_of(folder: Path) -> Study:
    reading = read_study(folder)
    assert reading.study is not None, reading.faults
    return reading.study


def add(folder: Path, text: str) -> Item:
    path = folder / "questionnaire.toml"
    path.write_text(
        path.read_text(encoding="utf-8") + f'[[items]]\nid = "new"\nlabel = "Nouveau"\n{text}\n', encoding="utf-8"
    )
    return next(i for i in plan_of(folder).items if i.id == "new")


def test_items_in_their_order_with_the_rows_of_a_grid_after_it(study: Path) -> None:
    assert [i.id for i in plan_of(study).items] == [
        "uses_app", "channels", "prefers_desk", "cible", "age", "age_class", "sat", "sat.price", "sat.time",
    ]  # fmt: skip


def test_a_single_item(study: Path) -> None:
    item = plan_of(study).items[0]
    assert item == Item(
        id="uses_app", type="single", columns=("Q4",),
        codes=(Code(code="1", value=1.0), Code(code="2", value=0.0), Code(code="9", missing="dont_know")),
    )  # fmt: skip
    assert item.has_mean


def test_a_multiple_item_takes_its_codes_from_its_columns(study: Path) -> None:
    item = plan_of(study).items[1]
    assert item == Item(
        id="channels", type="multiple", columns=("Q5_1", "Q5_2"), codes=(Code(code="app"), Code(code="desk")),
        filter="uses_app == '1'", base="all",
    )  # fmt: skip


def test_columns_follow_the_order_of_the_codes(study: Path) -> None:
    item = add(study, 'type = "multiple"\ncolumns = { b = "B", a = "A" }\ncodes = [{ code = "a" }, { code = "b" }]')
    assert ([c.code for c in item.codes], item.columns) == (["a", "b"], ("A", "B"))


def test_a_list_of_columns_and_a_delimited_column(study: Path) -> None:
    item = add(study, 'type = "multiple"\ncolumns = ["A", "B"]\nyes = "*"\ncodes = [{ code = "01" }, { code = "02" }]')
    assert (item.columns, item.yes, [c.code for c in item.codes]) == (("A", "B"), "*", ["01", "02"])


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ('columns = { a = "A", b = "B" }', {"columns": ("A", "B")}),
        ('places = ["P1", "P2"]', {"columns": ("P1", "P2"), "by_place": True}),
        ('column = "R"\nseparator = ";"', {"columns": ("R",), "separator": ";"}),
    ],
)
def test_a_rank_by_code_by_place_and_in_one_cell(study: Path, columns: str, expected: dict[str, object]) -> None:
    item = add(study, f'type = "rank"\n{columns}\ncodes = [{{ code = "a" }}, {{ code = "b" }}]')
    assert item == Item(id=item.id, type="rank", codes=(Code(code="a"), Code(code="b")), **expected)


def test_a_set_whose_columns_hold_one_answer_each(study: Path) -> None:
    codes = ", ".join(f'{{ code = "{code}" }}' for code in "ab")
    item = add(study, f'type = "multiple"\nplaces = ["M1", "M2", "M3"]\ncodes = [{codes}]')
    assert (item.columns, item.by_place, cell_of(item)) == (("M1", "M2", "M3"), True, "code")


def test_texts_in_place_of_ticks_say_why_there_is_none(study: Path) -> None:
    codes = 'codes = [{ code = "a" }, { code = "b" }]'
    item = add(study, f'type = "multiple"\ncolumns = ["A", "B"]\nmissing = {{ "99" = "filtered" }}\n{codes}')
    assert item.missing_texts == (("99", "filtered"),)


def test_a_code_that_excludes_the_others(study: Path) -> None:
    item = add(
        study, 'type = "multiple"\ncolumns = ["A", "B"]\ncodes = [{ code = "1" }, { code = "2", exclusive = true }]'
    )
    assert [code.exclusive for code in item.codes] == [False, True]


def test_a_delimited_column(study: Path) -> None:
    item = add(study, 'type = "multiple"\ncolumn = "A"\nseparator = "|"\ncodes = [{ code = "1", offer = "app" }]')
    assert (item.columns, item.separator, item.codes) == (("A",), "|", (Code(code="1", offer="app"),))


def test_a_scale_reads_its_codes_as_numbers(study: Path) -> None:
    item = add(
        study,
        'type = "scale"\ncolumn = "A"\ncodes = [{ code = "1" }, { code = "2,5" }, { code = "3", value = 30 }, { code = "99", missing = "refused" }]',
    )
    assert [c.value for c in item.codes] == [1.0, 2.5, 30.0, None]
    assert item.has_mean


def test_a_recommendation_has_eleven_codes(study: Path) -> None:
    item = add(study, 'type = "nps"\ncolumn = "A"')
    assert [(c.code, c.value) for c in item.codes] == [(str(n), float(n)) for n in range(11)]


def test_boxes_are_the_nets_of_the_highest_and_the_lowest_points(study: Path) -> None:
    codes = ", ".join(f'{{ code = "{n}", value = {6 - n} }}' for n in range(1, 6))
    item = add(
        study, f'type = "scale"\ncolumn = "A"\nboxes = 2\ncodes = [{codes}, {{ code = "9", missing = "refused" }}]'
    )
    assert item.nets == (Net(id="top2", codes=("2", "1")), Net(id="bottom2", codes=("5", "4")))
    labels = plan_of(study).labels
    assert labels.get("net", "new", "top2", lang="fr") == "Les 2 notes les plus hautes"
    assert labels.get("net", "new", "bottom2", lang="en") == "2 lowest points"


def test_a_recommendation_may_have_boxes(study: Path) -> None:
    item = add(study, 'type = "nps"\ncolumn = "A"\nboxes = 1')
    assert item.nets == (Net(id="top1", codes=("10",)), Net(id="bottom1", codes=("0",)))


def test_a_grid_and_its_rows(study: Path) -> None:
    plan = plan_of(study)
    codes = (Code(code="1", value=1.0), Code(code="2", value=2.0))
    nets = (Net(id="high", codes=("2",)),)
    assert plan.items[6:] == (
        Item(id="sat", type="grid", columns=("Q7_1", "Q7_2"), rows=("price", "time"), codes=codes, nets=nets),
        Item(id="sat.price", type="scale", columns=("Q7_1",), grid="sat", codes=codes, nets=nets),
        Item(id="sat.time", type="scale", columns=("Q7_2",), grid="sat", codes=codes, nets=nets),
    )
    assert plan.labels.get("item", "sat.time", lang="fr") == "Délai"
    assert plan.labels.get("row", "sat", "time", lang="en") == "Time"
    assert plan.labels.get("code", "sat.time", "1", lang="fr") == "Peu"
    assert plan.labels.get("code", "sat", "1", lang="en") == "Little"
    assert plan.labels.get("net", "sat.price", "high", lang="en") == "Satisfied"


def test_bands_give_their_codes(study: Path) -> None:
    plan = plan_of(study)
    assert plan.items[5] == Item(
        id="age_class", type="single", codes=(Code(code="18-34"), Code(code="35-59"), Code(code="60-plus")),
        derived=Derivation(source="age", bands=(18.0, 35.0, 60.0)),
    )  # fmt: skip
    assert plan.labels.get("code", "age_class", "18-34", lang="fr") == "18 à 34"
    assert plan.labels.get("code", "age_class", "60-plus", lang="en") == "60 and over"


def test_bands_with_codes_of_their_own(study: Path) -> None:
    item = add(study, 'from = "age"\nbands = [35]\ncodes = [{ code = "young" }, { code = "old" }]')
    assert ([c.code for c in item.codes], item.derived) == (["young", "old"], Derivation(source="age", bands=(35.0,)))


@pytest.mark.parametrize(
    ("bands", "codes"),
    [
        ((18, 35, 60), ("18-34", "35-59", "60-plus")),
        ((0, 1, 2), ("0", "1", "2-plus")),
        ((0, 0.5, 1), ("0-0.5", "0.5-1", "1-plus")),
        ((0, 1_000_000), ("0-999999", "1000000-plus")),
        ((18,), ("18-plus",)),
    ],
)
def test_codes_of_bands(bands: tuple[float, ...], codes: tuple[str, ...]) -> None:
    assert band_codes(tuple(float(b) for b in bands)) == codes


@given(st.lists(st.integers(0, 200), min_size=1, max_size=8, unique=True))
def test_codes_of_bands_are_their_own_keys_and_differ(limits: list[int]) -> None:
    codes = band_codes(tuple(float(limit) for limit in sorted(limits)))
    assert len(set(codes)) == len(limits)
    assert tuple(fold(code) for code in codes) == codes


def test_a_merge(study: Path) -> None:
    item = add(study, 'from = "prefers_desk"\nmerge = { low = ["1", "2"], high = ["3"] }')
    assert item == Item(
        id="new", type="single", codes=(Code(code="low"), Code(code="high")),
        derived=Derivation(source="prefers_desk", merge=(("low", ("1", "2")), ("high", ("3",)))),
    )  # fmt: skip


def test_a_merge_into_a_code_declared_missing(study: Path) -> None:
    codes = 'codes = [{ code = "any", label = "a" }, { code = "nsp", label = "n", missing = "dont_know" }]'
    item = add(study, f'from = "prefers_desk"\nmerge = {{ any = ["1", "2"], nsp = ["3"] }}\n{codes}')
    assert item.derived == Derivation(source="prefers_desk", merge=(("any", ("1", "2")), ("nsp", ("3",))))


def test_a_merge_of_ticks_is_a_multiple_item(study: Path) -> None:
    item = add(study, 'from = "channels"\nmerge = { any = ["app", "desk"] }')
    assert item.type == "multiple"


def test_a_merge_of_free_numbers(study: Path) -> None:
    item = add(study, 'from = "age"\nmerge = { adult = ["18", "19"] }')
    assert [c.code for c in item.codes] == ["adult"]


def test_of_an_open_item_only_what_stands_for_no_answer_is_a_code(study: Path) -> None:
    item = add(study, 'type = "open"\ncolumn = "Q20"\ncodes = [{ code = "-", missing = "absent" }]')
    assert item.codes == (Code(code="-", missing="absent"),)
    questionnaire = study / "questionnaire.toml"
    questionnaire.write_text(
        questionnaire.read_text(encoding="utf-8").replace('{ code = "-", missing = "absent" }', '{ code = "rien" }'),
        encoding="utf-8",
    )
    (fault,) = read_study(study).faults
    assert (fault.code, fault.item, fault.column, fault.found) == ("missing-key", "new", "missing", "rien")


def test_a_wave_changes_only_what_it_says(study: Path) -> None:
    (study / "waves/2026/questionnaire.toml").write_text(
        '[[items]]\nid = "age"\nasked = false\n'
        '[[items]]\nid = "uses_app"\ncolumn = "Q14"\nlabel = { fr = "Et maintenant ?" }\n'
        '[[items]]\nid = "channels"\ncolumns = { app = "Q5_1", desk = "Q5_2", sms = "Q5_3" }\n'
        '[[items]]\nid = "extra"\ntype = "open"\ncolumn = "Q20"\nlabel = "Autre"\n',
        encoding="utf-8",
    )
    plan = plan_of(study)
    items = {i.id: i for i in plan.waves[0].items}
    of_study = {i.id: i for i in plan.items}
    assert not items["age"].asked
    assert of_study["age"].asked
    assert (items["uses_app"].columns, items["uses_app"].codes) == (("Q14",), of_study["uses_app"].codes)
    assert [c.code for c in items["channels"].codes] == ["app", "desk", "sms"]
    assert items["channels"].filter == of_study["channels"].filter
    assert [i.id for i in plan.waves[0].items][-1] == "extra"
    assert "extra" not in of_study
    labels = plan.waves[0].labels
    assert labels.get("item", "uses_app", lang="fr") == "Et maintenant ?"
    assert labels.get("offer", "app", lang="fr") == "Application", "a wave has all labels"
    assert plan.labels.get("item", "uses_app", lang="fr") == "Utilisez-vous l'application ?"


def test_a_wave_may_spread_a_delimited_column(study: Path) -> None:
    spoil(
        study,
        "questionnaire.toml",
        'columns = { app = "Q5_1", desk = "Q5_2" }',
        'column = "Q5"\nseparator = "|"\ncodes = [{ code = "app" }, { code = "desk" }]',
    )
    (study / "waves/2026/questionnaire.toml").write_text('[[items]]\nid = "channels"\ncolumns = ["A", "B"]\n')
    item = plan_of(study).waves[0].items[1]
    assert (item.columns, item.separator) == (("A", "B"), None)


@pytest.mark.parametrize(
    ("missing", "fits"), [("absent", True), ("filtered", True), ("dont_know", False), (None, False)]
)
def test_a_dash_is_a_code_where_it_needs_no_row(study: Path, missing: str | None, fits: bool) -> None:
    declared = f', missing = "{missing}"' if missing else ""
    with (study / "questionnaire.toml").open("a", encoding="utf-8") as file:
        file.write(
            f'[[items]]\nid = "new"\ntype = "single"\ncolumn = "N"\nlabel = "N"\ncodes = [{{ code = "1" }}, {{ code = "-"{declared} }}]\n'
        )
    assert [fault.code for fault in read_study(study).faults] == ([] if fits else ["bad-id"])


PHASED = (
    'type = "grid"\nrows = { a = "A", b = "B" }\nrow_phases = { b = "purchase" }\nphase = "awareness"\n'
    'codes = [{ code = "1", relation = "human" }, { code = "2", offer = "app" }]'
)


def test_a_row_of_a_grid_has_its_own_phase_else_that_of_its_grid(study: Path) -> None:
    add(study, PHASED)
    items = {i.id: i for i in plan_of(study).items}
    assert [items[name].phase for name in ("new", "new.a", "new.b", "uses_app")] == [
        "awareness", "awareness", "purchase", None,
    ]  # fmt: skip
    assert [(c.offer, c.relation) for c in items["new.a"].codes] == [(None, "human"), ("app", None)]


@pytest.mark.parametrize(
    ("change", "column", "found", "nearest"),
    [
        (('phase = "awareness"', 'phase = "buying"'), "phase", "buying", None),
        (('b = "purchase"', 'b = "purchases"'), "b", "purchases", "purchase"),
        (('{ b = "purchase" }', '{ c = "purchase" }'), "c", "c", None),
        (('relation = "human"', 'relation = "humain"'), "relation", "humain", "human"),
        (('offer = "app"', 'offer = "app", relation = "human"'), "relation", "human", "automated"),
    ],
)
def test_phases_and_relations_nobody_knows(
    study: Path, change: tuple[str, str], column: str, found: str, nearest: str | None
) -> None:
    (study / "offers.csv").write_text(
        "offer_id,kind,relation,label_fr,label_en\napp,channel,automated,Application,App\ndesk,channel,,Agence,Branch\n",
        encoding="utf-8",
    )
    path = study / "questionnaire.toml"
    text = f'[[items]]\nid = "new"\nlabel = "Nouveau"\n{PHASED}\n'.replace(*change)
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")
    faults = [f for f in read_study(study).faults if f.severity == "error"]
    assert [(f.file, f.column, f.found) for f in faults] == [("questionnaire.toml", column, found)]
    assert nearest is None or (faults[0].allowed or "").startswith(nearest)
