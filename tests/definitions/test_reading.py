"""Reading a study: the plan it gives, and one thing wrong at a time with its exact code, file and line."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from mutations import widen
from small_study import SAMPLE_ITEMS, STUDY, line_of, spoil, write_small_study

from relstudy.definitions.check_references import MOST_DERIVED
from relstudy.definitions.peeking import wave_names
from relstudy.definitions.reading import read_study
from relstudy.errors import Fault
from relstudy.stats.relative_importance import MOST_ITEMS
from relstudy.survey.plan import NO_DAY, ExpectationsPlan, Pole, ProfilesPlan, Steps, Weighting

HYPOTHESES = "hypothesis_id,finding,item,base,direction,minimum_effect,test,declared_on\n"

Spoil = Callable[[Path], None]


@pytest.fixture
def study(tmp_path: Path) -> Path:
    return write_small_study(tmp_path / "étude")


def errors(folder: Path) -> list[Fault]:
    return [f for f in read_study(folder).faults if f.severity == "error"]


def swap(file: str, old: str, new: str) -> Spoil:
    return lambda folder: spoil(folder, file, old, new)


def append(file: str, text: str) -> Spoil:
    def add(folder: Path) -> None:
        path = folder / file
        path.write_text((path.read_text(encoding="utf-8") if path.exists() else "") + text, encoding="utf-8")

    return add


def on_remarks(test: str) -> Spoil:
    """Return what adds an open question and a hypothesis on what is given to its answers."""

    def add(folder: Path) -> None:
        append(Q, '\n[[items]]\nid = "remarks"\ntype = "open"\ncolumn = "REM"\nlabel = { fr = "R", en = "R" }\n')(
            folder
        )
        append("hypotheses.csv", HYPOTHESES + f"h1,fast,remarks,uses_app == '1',lower,0.1,{test},2026-02-01\n")(folder)

    return add


def write(file: str, data: bytes) -> Spoil:
    def act(folder: Path) -> None:
        (folder / file).write_bytes(data)

    return act


def remove(file: str) -> Spoil:
    return lambda folder: (folder / file).unlink()


def both(*spoils: Spoil) -> Spoil:
    def act(folder: Path) -> None:
        for one in spoils:
            one(folder)

    return act


# -- a good study ----------------------------------------------------------------------------------


def test_the_sample_of_the_contract_reads_without_a_fault(study: Path) -> None:
    contract = Path(__file__).parents[3] / "shared" / "contract.md"
    if contract.exists():
        text = contract.read_text(encoding="utf-8")
        assert STUDY in text
        assert SAMPLE_ITEMS in text
    reading = read_study(study)
    assert reading.faults == ()
    assert reading.study is not None


def test_the_plan(study: Path) -> None:
    plan = read_study(study).study
    assert plan is not None
    assert (plan.identity.id, plan.identity.seed, plan.languages) == ("mutuelle", 7, ("fr", "en"))
    assert plan.steps == Steps(audit=True, benchmark=True, interviews=True, survey=True)
    assert (plan.respondents.id, plan.respondents.target, plan.respondents.header_row) == ("ident", "cible", 1)
    assert plan.profiles == ProfilesPlan(
        items=("uses_app", "prefers_desk"), poles=(Pole(id="connected", high=("uses_app",), low=("prefers_desk",)),)
    )
    assert plan.expecting == ExpectationsPlan(importance="stated")
    assert [(c.id, c.weight, c.low, c.high) for c in plan.criteria] == [("reach", 1.0, 0.0, 10.0)]
    assert (plan.disclosure.min_base, plan.disclosure.caution_base, plan.tables.levels) == (30, 100, (0.95, 0.90))
    assert [o.id for o in plan.offers] == ["app", "desk"]
    assert [(p.id, p.kind) for p in plan.players] == [("us", "client"), ("alpha", "competitor")]
    assert [(e.id, e.code, e.satisfaction_code, e.offer) for e in plan.expectations] == [
        ("speed", "fast", "fast", "app"), ("price", "cheap", "cheap", None),
    ]  # fmt: skip
    assert [(c.id, c.parent) for c in plan.codebook] == [("wishes", None), ("fast", "wishes"), ("cheap", "wishes")]
    labels = plan.labels
    assert labels.get("study", lang="en") == "Member relations"
    assert labels.get("item", "uses_app", lang="fr") == "Utilisez-vous l'application ?"
    assert labels.get("code", "uses_app", "9", lang="en") == "Don't know"
    assert labels.get("code", "channels", "desk", lang="fr") == "desk"
    assert labels.get("player", "alpha", lang="en") == "Alpha"
    assert labels.get("pole", "connected", lang="fr") == "Ultra-connectés"
    assert labels.get("criterion", "reach", lang="en") == "Reach"


def test_the_wave_and_its_files(study: Path) -> None:
    reading = read_study(study)
    assert reading.study is not None
    (wave,) = reading.study.waves
    assert wave.id == "2026"
    assert (wave.facts.field_start, wave.facts.field_end, wave.facts.facts) == (
        date(2026, 3, 2), date(2026, 3, 20), {},
    )  # fmt: skip
    assert wave.weighting == Weighting(method="column", column="poids")
    assert wave.items == reading.study.items
    assert wave.responses is not None
    assert wave.responses.path == "waves/2026/responses.csv"
    assert wave.responses.absolute == study / "waves/2026/responses.csv"
    assert len(wave.responses.sha256) == 64
    assert wave.asked is None
    assert [s.path for s in reading.inputs] == sorted(
        ["study.toml", "questionnaire.toml", "offers.csv", "players.csv", "expectations.csv", "codebook.csv"]
        + [f"waves/2026/{n}.csv" for n in ("responses", "audit", "benchmark", "grid", "cases", "verbatims", "codings")]
        + ["waves/2026/wave.toml"]
    )


def test_the_hash_is_that_of_the_bytes(study: Path) -> None:
    import hashlib

    inputs = {s.path: s.sha256 for s in read_study(study).inputs}
    assert inputs["offers.csv"] == hashlib.sha256((study / "offers.csv").read_bytes()).hexdigest()


def test_only_the_waves_asked_for_are_read_and_judged(study: Path) -> None:
    (study / "waves/2027").mkdir()
    (study / "waves/2027/wave.toml").write_text("field_start = 1\n", encoding="utf-8")
    (study / "waves/.hidden").mkdir()
    assert wave_names(study) == ("2026", "2027")
    assert read_study(study, waves=["2026"]).faults == ()
    assert {f.file for f in errors(study)} >= {"waves/2027/wave.toml", "waves/2027/responses.csv"}
    missing = read_study(study, waves=["2028"]).faults
    assert [(f.code, f.file, f.allowed) for f in missing] == [
        ("missing-file", "waves/2028/wave.toml", "2026, 2027"),
    ]  # fmt: skip
    assert read_study(study, waves=["../2026"]).faults[0].code == "missing-file"


def test_wave_facts_and_labels(study: Path) -> None:
    append(
        "waves/2026/wave.toml",
        'label = { fr = "Printemps" }\nmode = { fr = "en ligne", en = "online" }\nsample_size = 800\n'
        'weight_column = "poids2"\n[facts]\nfieldworker = "x"\n',
    )(study)
    reading = read_study(study)
    assert reading.faults == ()
    assert reading.study is not None
    (wave,) = reading.study.waves
    assert wave.facts.facts == {"mode": "en ligne", "sample_size": "800", "fieldworker": "x"}
    assert wave.weighting == Weighting(method="column", column="poids2")
    assert wave.labels.get("wave", "2026", lang="en") == "Printemps"
    assert wave.labels.texts["wave/2026/mode"] == {"fr": "en ligne", "en": "online"}


def test_dates_in_french_text_and_in_iso_text(study: Path) -> None:
    (study / "waves/2026/wave.toml").write_text('field_start = "02/03/2026"\nfield_end = "2026-03-20"\n')
    plan = read_study(study).study
    assert plan is not None
    assert (plan.waves[0].facts.field_start, plan.waves[0].facts.field_end) == (date(2026, 3, 2), date(2026, 3, 20))


def test_steps_a_study_has_not_need_no_file(study: Path) -> None:
    spoil(
        study,
        "study.toml",
        "audit = true\nbenchmark = true\ninterviews = true\n",
        "audit = false\nbenchmark = false\ninterviews = false\n",
    )
    for name in ("audit", "benchmark", "cases", "verbatims", "codings"):
        (study / f"waves/2026/{name}.csv").unlink()
    (study / "codebook.csv").unlink()
    (study / "players.csv").unlink()
    reading = read_study(study)
    assert reading.faults == ()
    assert reading.study is not None
    assert reading.study.waves[0].audit is None


def test_expectations_without_a_table_of_settings_have_defaults(study: Path) -> None:
    spoil(study, "study.toml", '[expectations]\nimportance = "stated"\n', "")
    plan = read_study(study).study
    assert plan is not None
    assert plan.expecting == ExpectationsPlan(importance="stated")
    spoil(study, "study.toml", "survey = true", "survey = false")
    plan = read_study(study).study
    assert plan is not None
    assert plan.expecting == ExpectationsPlan(importance="cases")


def test_importance_is_derived_of_so_many_satisfactions_as_all_subsets_are_gone_through(study: Path) -> None:
    assert MOST_DERIVED == MOST_ITEMS
    spoil(study, "study.toml", 'importance = "stated"', 'importance = "derived"\noverall = "age"')
    lines = "".join(f"e{i},Attente {i},sat.time\n" for i in range(MOST_DERIVED + 1))
    header = "expectation_id,label_fr,satisfaction_item\n"
    (study / "expectations.csv").write_text(header + lines.rpartition("e15")[0], encoding="utf-8")
    assert not [f for f in read_study(study).faults if f.severity == "error"]
    (study / "expectations.csv").write_text(header + lines, encoding="utf-8")
    faults = [f for f in read_study(study).faults if f.severity == "error"]
    assert [(f.code, f.line, f.column, f.allowed) for f in faults] == [("bad-value", 17, "satisfaction_item", "<= 15")]


def test_settings_of_study_toml(study: Path) -> None:
    spoil(
        study,
        "study.toml",
        '[expectations]\nimportance = "stated"\n',
        '[expectations]\nimportance = "cases"\nline = 7\nsatisfaction_line = "mean"\nvoiced_by = "2/5"\n',
    )
    spoil(
        study,
        "study.toml",
        'id = "ident"\n',
        'id = "row"\nkeep = "uses_app == \'1\'"\nsheet = "Données"\nheader_row = 3\nskip_rows = [4, 2, 4]\n',
    )
    spoil(
        study,
        "study.toml",
        'items = ["uses_app", "prefers_desk"]\n',
        'items = ["sat", "prefers_desk"]\nk = [2, 5]\nmissing = "mean"\nmin_share = 0.1\nexisting = "age_class"\n',
    )
    append("study.toml", '[design]\nstrata = "S"\n[tables]\nbanner = ["channels", "cible"]\ncorrection = "none"\nlevels = [0.9]\n[disclosure]\nmin_base = 40\n')(study)  # fmt: skip
    reading = read_study(study)
    assert reading.faults == ()
    plan = reading.study
    assert plan is not None
    assert plan.expecting == ExpectationsPlan(importance="cases", line=7.0, voiced_by=(2, 5), unprompted_by=(1, 3))
    assert (plan.respondents.sheet, plan.respondents.header_row, plan.respondents.skip_rows) == ("Données", 3, (2, 4))
    assert plan.profiles is not None
    assert plan.profiles.items == ("sat.price", "sat.time", "prefers_desk"), "a grid stands for its rows"
    assert (plan.profiles.k, plan.profiles.missing, plan.profiles.min_share) == ((2, 5), "mean", 0.1)
    assert (plan.design.strata, plan.tables.banner, plan.tables.correction, plan.tables.levels) == (
        "S", ("channels", "cible"), "none", (0.9,),
    )  # fmt: skip
    assert (plan.disclosure.min_base, plan.disclosure.caution_base) == (40, 100)


def test_one_language_is_enough(study: Path) -> None:
    spoil(study, "study.toml", '["fr", "en"]', '["de"]')
    spoil(study, "study.toml", '{ fr = "Relation adhérents", en = "Member relations" }', '"Mitglieder"')
    spoil(study, "questionnaire.toml", '{ fr = "Âge", en = "Age" }', '{ de = "Alter" }')
    reading = read_study(study)
    assert reading.faults == ()
    assert reading.study is not None
    assert reading.study.labels.texts["study"] == {"de": "Mitglieder"}
    assert reading.study.labels.get("item", "age", lang="de") == "Alter"


@pytest.mark.parametrize(("codes", "noted"), [(44, False), (45, True)])
def test_a_banner_of_very_many_columns_is_noted_and_kept(study: Path, codes: int, noted: bool) -> None:
    """Forty-four answers make 990 comparisons a figure, 45 make 1,035."""
    answers = ", ".join(f'{{ code = "{i}", label = "{i}" }}' for i in range(codes))
    wide = f'[[items]]\nid = "dept"\ntype = "single"\ncolumn = "D"\nlabel = "D"\ncodes = [{answers}]\n'
    append("questionnaire.toml", wide)(study)
    append("study.toml", '[tables]\nbanner = ["dept"]\n')(study)
    reading = read_study(study)
    told = [(f.code, f.severity, f.item, f.found) for f in reading.faults]
    assert told == ([("wide-banner", "note", "dept", "1035 (dept × 45)")] if noted else [])
    assert reading.study is not None
    assert reading.study.tables.banner == ("dept",)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252"])
def test_what_windows_writes_is_read_and_recorded(study: Path, encoding: str) -> None:
    for name in ("study.toml", "questionnaire.toml", "offers.csv"):
        path = study / name
        text = path.read_text(encoding="utf-8").replace("\n", "\r\n")
        path.write_bytes(text.replace(",", ";").encode(encoding) if name.endswith("csv") else text.encode(encoding))
    reading = read_study(study)
    assert {(f.code, f.severity) for f in reading.faults} == {("read-as", "note")}
    assert {f.file for f in reading.faults} == {"study.toml", "questionnaire.toml", "offers.csv"}
    assert reading.study is not None
    assert reading.study.labels.get("item", "age", lang="fr") == "Âge"


def test_a_study_that_is_not_there(tmp_path: Path) -> None:
    reading = read_study(tmp_path / "nowhere")
    assert [(f.code, f.file) for f in reading.faults] == [("missing-file", "study.toml")]
    assert (reading.study, reading.partial) == (None, None)
    assert wave_names(tmp_path / "nowhere") == ()


def test_a_wave_in_the_field_can_be_checked_in_part(study: Path) -> None:
    spoil(study, "expectations.csv", "prefers_desk", "prefers_dsk")
    reading = read_study(study)
    assert reading.study is None
    assert reading.partial is not None
    assert [w.id for w in reading.partial.waves] == ["2026"]


# -- one thing wrong -------------------------------------------------------------------------------

Q, S, W = "questionnaire.toml", "study.toml", "waves/2026/wave.toml"
#: An item to put behind those of a questionnaire.
RANKING = """
[[items]]
id = "order"
type = "rank"
places = ["P1", "P2"]
label = { fr = "Dans quel ordre ?", en = "In which order?" }
codes = [{ code = "a" }, { code = "b" }]
"""
#: name: (what is spoilt, code, file, the text on the line or its number or None, fields)
CASES: dict[str, tuple[Spoil, str, str, str | int | None, dict[str, str | None]]] = {
    # files
    "no questionnaire": (remove(Q), "missing-file", Q, None, {"allowed": "questionnaire.toml, questionnaire.xlsx"}),
    "no questionnaire, and no file like it": (remove(Q), "missing-file", Q, None, {"found": None}),
    "no offers": (remove("offers.csv"), "missing-file", "offers.csv", None, {"allowed": "offers.csv, offers.xlsx"}),
    "no players": (remove("players.csv"), "missing-file", "players.csv", None, {}),
    "no codebook": (remove("codebook.csv"), "missing-file", "codebook.csv", None, {}),
    "no expectations": (remove("expectations.csv"), "missing-file", "expectations.csv", None, {}),
    "no audit": (remove("waves/2026/audit.csv"), "missing-file", "waves/2026/audit.csv", None, {"found": None}),
    "a misspelt audit": (
        lambda s: (s / "waves/2026/audit.csv").rename(s / "waves/2026/Audits.csv"),
        "missing-file", "waves/2026/audit.csv", None, {"found": "Audits.csv", "allowed": "audit.csv, audit.xlsx"},
    ),
    "no cases, and another file with the same ending": (
        lambda s: (s / "waves/2026/cases.csv").rename(s / "waves/2026/asked.csv"),
        "missing-file", "waves/2026/cases.csv", None, {"found": None},
    ),
    "no grid": (remove("waves/2026/grid.csv"), "missing-file", "waves/2026/grid.csv", None, {}),
    "no benchmark": (remove("waves/2026/benchmark.csv"), "missing-file", "waves/2026/benchmark.csv", None, {}),
    "no cases": (remove("waves/2026/cases.csv"), "missing-file", "waves/2026/cases.csv", None, {}),
    "no verbatims": (remove("waves/2026/verbatims.csv"), "missing-file", "waves/2026/verbatims.csv", None, {}),
    "no codings": (remove("waves/2026/codings.csv"), "missing-file", "waves/2026/codings.csv", None, {}),
    "no answers": (
        remove("waves/2026/responses.csv"), "missing-file", "waves/2026/responses.csv", None,
        {"allowed": "responses.csv, responses.xlsx, responses.sav, responses.zsav, responses.parquet"},
    ),
    "no wave.toml": (remove(W), "missing-file", W, None, {"allowed": "wave.toml"}),
    "no wave at all": (
        lambda s: (s / "waves").rename(s / "vagues"), "missing-file", "waves", None, {},
    ),
    "two files under one stem": (
        append("waves/2026/audit.xlsx", "x"), "duplicate-id", "waves/2026/audit.xlsx", None,
        {"allowed": "waves/2026/audit.csv"},
    ),
    "answers of SPSS beside a workbook": (
        both(
            lambda s: (s / "waves/2026/responses.csv").rename(s / "waves/2026/responses.xlsx"),
            append("waves/2026/responses.zsav", "x"),
        ),
        "duplicate-id", "waves/2026/responses.zsav", None, {"allowed": "waves/2026/responses.xlsx"},
    ),
    "a name of a wave": (
        lambda s: (s / "waves/2026").rename(s / "waves/Vague 1"), "bad-id", "waves/Vague 1", None, {"found": "Vague 1"},
    ),
    "a mapping": (append("mapping.toml", "a = 1\n"), "unknown-key", "mapping.toml", 1, {"column": "a"}),
    "something frozen": (
        both(lambda s: (s / "frozen").mkdir(), append("frozen/model.json", "{}")),
        "frozen-broken", "frozen/model.json", None, {},
    ),
    "texts in another language": (append("waves/2026/texts.de.toml", ""), "bad-value", "waves/2026/texts.de.toml", None, {}),
    "a file too large": (append(W, "#" + "x" * (9 * 2**20)), "unreadable-file", W, None, {"found": "@too-large"}),
    # syntax
    "an unclosed list": (swap(S, '["fr", "en"]', '["fr", "en"'), "bad-syntax", S, "seed = 7", {"found": "seed = 7", "allowed": "@toml-bracket"}),
    "a key twice": (swap(S, "seed = 7", "seed = 7\nseed = 8"), "bad-syntax", S, "seed = 8", {"allowed": "@toml-once"}),
    "a table over two lines": (swap(Q, '{ code = "3" }', '{ code = "3",\n value = 3 }'), "bad-syntax", Q, '{ code = "3"', {"allowed": "@toml-inline"}),
    "a path of Windows": (swap(S, "seed = 7", 'sector = "C:\\data"'), "bad-syntax", S, "C:", {"allowed": "@toml-backslash"}),
    "a quotation mark left open": (swap(S, '"mutuelle"', '"mutuelle'), "bad-syntax", S, 'id = "mutuelle', {"allowed": "@toml-quotes"}),
    "nesting without end": (append(W, "mode = " + "[" * 5000 + "]" * 5000 + "\n"), "bad-syntax", W, None, {"allowed": "@toml-sane"}),
    "bytes no encoding has": (
        write(W, b"field_start = 2026-03-02\nfield_end = 2026-03-20\nmode = '\x81'\n"),
        "encoding", W, 3, {"found": "0x81"},
    ),
    "UTF-16 cut short": (write(W, "field_start = 1".encode("utf-16") + b"x"), "encoding", W, 1, {"found": "UTF-16"}),
    # study.toml
    "no [study]": (swap(S, "[study]", "[etude]"), "missing-key", S, None, {"column": "study"}),
    "no id": (swap(S, 'id = "mutuelle"\n', ""), "missing-key", S, "[study]", {"column": "id", "item": "study"}),
    "an id that is blank": (swap(S, '"mutuelle"', '" "'), "missing-value", S, 'id = " "', {}),
    "an id with a space": (swap(S, '"mutuelle"', '"la mutuelle"'), "bad-id", S, "la mutuelle", {}),
    "no name": (swap(S, "name = { fr", "client = { fr"), "missing-key", S, "[study]", {"column": "name"}),
    "no languages": (swap(S, 'languages = ["fr", "en"]\n', ""), "missing-key", S, "[study]", {"column": "languages"}),
    "a language that is a word": (swap(S, '["fr", "en"]', '["french"]'), "bad-value", S, "languages", {"found": '"french"'}),
    "a label in an unknown language": (swap(S, 'fr = "Relation', 'fra = "Relation'), "unknown-key", S, "name =", {"found": "fra"}),
    "a number as text": (swap(S, "seed = 7", 'seed = "7"'), "bad-value", S, "seed", {"found": '"7"', "allowed": "@whole-number"}),
    "a truth value as text": (swap(S, "audit = true", 'audit = "oui"'), "bad-value", S, "audit", {"found": '"oui"', "allowed": "true, false"}),
    "no step": (swap(S, "survey = true\n", ""), "missing-key", S, "[steps]", {"column": "survey", "item": "steps"}),
    "an unknown table": (append(S, "[banner]\n"), "unknown-key", S, "[banner]", {"found": "banner"}),
    "a misspelt step, on which much leans": (swap(S, "interviews =", "interview ="), "unknown-key", S, "interview =", {"found": "interview"}),
    "a misspelt required key": (swap(W, "field_end", "field_ends"), "unknown-key", W, "field_ends", {"found": "field_ends"}),
    "an unknown key": (append(S, "[disclosure]\nminimum_base = 3\n"), "unknown-key", S, "minimum_base", {"allowed": "min_base, caution_base", "item": "disclosure"}),
    "a panel of rows": (swap(S, 'id = "ident"', 'id = "row"\npanel = true'), "bad-value", S, "panel", {"found": 'id = "row"', "allowed": "@ids-of-persons"}),
    "raking without targets": (swap(S, 'method = "column"', 'method = "rake"'), "missing-file", "targets.csv", None, {}),
    "targets without raking": (swap(S, 'method = "column"', 'method = "column"\ntargets = "targets.csv"'), "bad-value", S, "targets", {}),
    "a method misspelt": (swap(S, 'method = "column"', 'method = "colum"\ntrim = 4'), "bad-value", S, "method", {}),
    "bounds without raking": (swap(S, 'method = "column"', 'method = "column"\nbounds = [0.3, 3]'), "bad-value", S, "bounds", {}),
    "a method of no kind": (swap(S, 'method = "column"', 'method = "colum"'), "bad-value", S, "colum", {"found": "colum", "allowed": "column, none, rake"}),
    "weights without a column": (swap(S, 'column = "poids"\n', ""), "missing-key", S, 'method = "column"', {"column": "column"}),
    "latent classes": (swap(S, "[profiles]", '[profiles]\nmethod = "latent_class"'), "not-available", S, "latent_class", {}),
    "axes": (swap(S, "[profiles]", "[profiles]\naxes = 5"), "not-available", S, "axes", {}),
    "k upside down": (swap(S, "[profiles]", "[profiles]\nk = [8, 2]"), "bad-value", S, "k = [8, 2]", {"found": "[8, 2]"}),
    "k without end": (swap(S, "[profiles]", "[profiles]\nk = [2, 100000]"), "bad-value", S, "k = [", {}),
    "an item twice in the profiles": (swap(S, '["uses_app", "prefers_desk"]', '["uses_app", "uses_app"]'), "duplicate-id", S, "items =", {"found": "uses_app"}),
    "profiles of nothing": (swap(S, 'items = ["uses_app", "prefers_desk"]\n', ""), "missing-key", S, "[profiles]", {"column": "items"}),
    "a share of a smallest profile": (swap(S, "[profiles]", "[profiles]\nmin_share = 5"), "bad-value", S, "min_share", {}),
    "a key of a pole": (swap(S, "high = [", "higher = ["), "unknown-key", S, "poles.connected", {"found": "higher", "item": "poles.connected"}),
    "an unknown item in a pole": (swap(S, 'low = ["prefers_desk"]', 'low = ["prefers_dsk"]'), "unknown-item", S, "poles.connected", {"found": "prefers_dsk", "column": "poles.connected.low"}),
    "a pole without a mean": (swap(S, 'low = ["prefers_desk"]', 'low = ["channels"]'), "bad-value", S, "poles.connected", {"column": "poles.connected.low"}),
    "an unknown item in the profiles": (swap(S, '["uses_app", "prefers_desk"]', '["use_app", "prefers_desk"]'), "unknown-item", S, "items =", {"found": "use_app"}),
    "an existing typology": (swap(S, "[profiles]", '[profiles]\nexisting = "segment"'), "unknown-item", S, "existing", {"found": "segment"}),
    "a target nobody asked": (swap(S, '"cible"', '"cibles"'), "unknown-item", S, "target", {"found": "cibles"}),
    "a target of many answers": (swap(S, '"cible"', '"channels"'), "bad-value", S, "target", {}),
    "a banner of numbers": (append(S, '[tables]\nbanner = [\n  "cible",\n  "age",\n]\n'), "bad-value", S, '"age"', {}),
    "an unknown banner": (append(S, '[tables]\nbanner = ["sex"]\n'), "unknown-item", S, "banner", {"found": "sex"}),
    "correction": (append(S, '[tables]\ncorrection = "holm"\n'), "bad-value", S, "holm", {"allowed": "fdr, bonferroni, none"}),
    "levels in per cent": (append(S, "[tables]\nlevels = [95]\n"), "bad-value", S, "levels", {}),
    "levels that rise": (append(S, "[tables]\nlevels = [0.90, 0.95]\n"), "bad-value", S, "levels", {"found": "[0.9, 0.95]"}),
    "three levels": (append(S, "[tables]\nlevels = [0.99, 0.95, 0.90]\n"), "bad-value", S, "levels", {}),
    "bases upside down": (append(S, "[disclosure]\nmin_base = 50\ncaution_base = 30\n"), "bad-value", S, "caution_base", {"allowed": ">= 50"}),
    "no base at all": (append(S, "[disclosure]\nmin_base = 0\n"), "bad-value", S, "min_base", {}),
    "derived importance of nothing": (swap(S, '"stated"', '"derived"'), "missing-key", S, "[expectations]", {"column": "overall"}),
    "derived importance of an unknown item": (swap(S, '"stated"', '"derived"\noverall = "aeg"'), "unknown-item", S, "overall", {"found": "aeg"}),
    "derived importance of a text": (swap(S, '"stated"', '"derived"\noverall = "channels"'), "bad-value", S, "overall", {}),
    "derived importance of a satisfaction": (swap(S, '"stated"', '"derived"\noverall = "sat.time"'), "bad-value", "expectations.csv", 2, {"column": "satisfaction_item"}),
    "an overall item for stated importance": (swap(S, '"stated"', '"stated"\noverall = "age"'), "bad-value", S, "overall", {}),
    "importance by maxdiff": (swap(S, '"stated"', '"maxdiff"'), "not-available", S, "maxdiff", {}),
    "an importance nobody knows": (
        swap(S, '"stated"', '"maxdif"'), "bad-value", S, "maxdif", {"allowed": "stated, cases, derived"},
    ),
    "an unknown tier rule": (swap(S, '"stated"', '"stated"\ntier_rule = "quadrants"'), "bad-value", S, "tier_rule", {"allowed": "quadrant, importance, opportunity"}),
    "an opportunity on two scales": (swap(S, '"stated"', '"derived"\noverall = "age"\ntier_rule = "opportunity"'), "bad-value", S, "tier_rule", {"allowed": "importance, quadrant"}),
    "a quadrant of interviews": (swap(S, '"stated"', '"cases"\ntier_rule = "quadrant"'), "bad-value", S, "tier_rule", {"allowed": "importance"}),
    "quality of an unknown key": (append(S, '[quality]\ndurations = "D"\n'), "unknown-key", S, "durations", {"found": "durations"}),
    "speeders without a duration": (append(S, '[quality]\nleave_out = ["speeders"]\n'), "missing-key", S, "[quality]", {"column": "duration"}),
    "a share of no duration": (append(S, '[quality]\nfastest = "1/2"\n'), "missing-key", S, "[quality]", {"column": "duration"}),
    "contradictions left out, none declared": (append(S, '[quality]\nleave_out = ["contradictions"]\n'), "missing-key", S, "[quality]", {"column": "contradictions"}),
    "an unknown check": (append(S, '[quality]\nleave_out = ["straightliners"]\n'), "bad-value", S, "straightliners", {"allowed": "straight_liners, duplicates, speeders, contradictions"}),
    "a contradiction of an unknown item": (append(S, '[quality]\ncontradictions.odd = "use_app == \'1\'"\n'), "unknown-item", S, "odd", {"found": "use_app"}),
    "a contradiction that cannot be read": (append(S, '[quality]\ncontradictions.odd = "uses_app = 1"\n'), "bad-expression", S, "odd", {}),
    "a contradiction with a bad id": (append(S, '[quality]\ncontradictions.Odd = "uses_app == \'1\'"\n'), "bad-id", S, "Odd", {"found": "Odd"}),
    "a line that is a word": (swap(S, '"stated"', '"stated"\nline = "median"'), "bad-value", S, "median", {"allowed": "mean"}),
    "a fraction": (swap(S, '"stated"', '"stated"\nvoiced_by = "half"'), "bad-value", S, "voiced_by", {}),
    "a fraction over one": (swap(S, '"stated"', '"stated"\nvoiced_by = "3/2"'), "bad-value", S, "voiced_by", {}),
    "weights of the grid": (swap(S, "weight = 1.0", "weight = 0.9"), "targets-not-one", S, "[grid.reach]", {"found": "@=0.9", "allowed": "1"}),
    "a negative weight": (swap(S, "weight = 1.0", "weight = -1.0"), "bad-value", S, "weight = -1.0", {}),
    "no weight": (swap(S, "weight = 1.0\n", ""), "missing-key", S, "[grid.reach]", {"column": "weight", "item": "grid.reach"}),
    "a scale upside down": (swap(S, "weight = 1.0", "weight = 1.0\nscale = [10, 0]"), "bad-value", S, "scale", {}),
    "a scale of three": (swap(S, "weight = 1.0", "weight = 1.0\nscale = [0, 5, 10]"), "bad-value", S, "scale", {}),
    "a criterion in capitals": (append(S, "[grid.Cost]\nweight = 0.0\n"), "bad-id", S, "[grid.Cost]", {"found": "Cost"}),
    "an acceptance without a reason": (append(S, '[[accepted]]\ncode = "base-too-small"\nwhere = "x"\nwho = "me"\n'), "missing-key", S, "[[accepted]]", {"column": "why"}),
    "an error accepted": (append(S, '[[accepted]]\ncode = "encoding"\nwhere = "x"\nwhy = "y"\nwho = "z"\n'), "bad-value", S, '"encoding"', {"found": "encoding"}),
    "keep of unknown items": (swap(S, 'id = "ident"', 'id = "ident"\nkeep = "agee > 17"'), "unknown-item", S, "keep", {"found": "agee"}),
    "keep of unknown codes": (swap(S, 'id = "ident"', 'id = "ident"\nkeep = "cible == \'suspect\'"'), "unknown-code", S, "keep", {"found": "suspect", "item": "cible"}),
    "keep that is none": (swap(S, 'id = "ident"', 'id = "ident"\nkeep = "age >> 17"'), "bad-expression", S, "keep", {}),
    # questionnaire.toml
    "no items": (write(Q, b"\n"), "missing-key", Q, None, {"column": "items"}),
    "an unknown key of an item": (swap(Q, "filter =", "filtre ="), "unknown-key", Q, "filtre", {"found": "filtre", "item": "channels"}),
    "no type": (swap(Q, 'type = "numeric"\n', ""), "missing-key", Q, '↑id = "age"', {"column": "type", "item": "age"}),
    "an unknown type": (swap(Q, '"numeric"', '"number"'), "bad-value", Q, '"number"', {"found": "number", "item": "age"}),
    "a later type": (swap(Q, '"numeric"', '"kano"'), "not-available", Q, '"kano"', {"item": "age"}),
    "an id in capitals": (swap(Q, 'id = "age"', 'id = "Age"'), "bad-id", Q, '"Age"', {"found": "Age"}),
    "an item twice": (swap(Q, 'id = "age_class"', 'id = "age"'), "duplicate-id", Q, 36, {"found": "age", "item": "age", "allowed": "L31"}),
    "no label": (swap(Q, 'label = { fr = "Âge", en = "Age" }\n', ""), "missing-label", Q, '↑id = "age"', {"item": "age"}),
    "a label of spaces": (swap(Q, 'label = { fr = "Âge", en = "Age" }', 'label = "  "'), "blank-label", Q, 'label = "  "', {"item": "age", "column": "label"}),
    "a code's label of spaces": (swap(Q, '{ code = "prospect" }', '{ code = "prospect", label = { fr = "Prospects", en = "\u00a0\u200b" } }'), "blank-label", Q, "Prospects", {"item": "cible", "column": "label.en"}),
    "no column": (swap(Q, 'column = "AGE"\n', ""), "missing-key", Q, '↑id = "age"', {"column": "column", "item": "age"}),
    "no codes": (swap(Q, 'codes = [{ code = "client" }, { code = "prospect" }]\n', ""), "missing-key", Q, '↑id = "cible"', {"column": "codes"}),
    "a code that is a number": (swap(Q, '{ code = "client" }', "{ code = 1 }"), "bad-value", Q, "{ code = 1 }", {"item": "cible", "column": "code"}),
    "codes that fold alike": (swap(Q, '{ code = "prospect" }', '{ code = "Client " }'), "duplicate-id", Q, "Client ", {"found": "Client", "allowed": "client", "item": "cible"}),
    "a code of signs": (swap(Q, '{ code = "prospect" }', '{ code = "???" }'), "bad-id", Q, "???", {"found": "???"}),
    "an unknown key of a code": (swap(Q, '  { code = "2" },', '  { code = "2", lable = "x" },'), "unknown-key", Q, "lable", {"item": "prefers_desk"}),
    "an unknown kind of missing": (swap(Q, '"dont_know"', '"dk"'), "bad-value", Q, '"dk"', {"found": "dk"}),
    "a value that is text": (swap(Q, "value = 1 }", 'value = "1" }'), "bad-value", Q, 'value = "1"', {"item": "uses_app"}),
    "an answer of a scale without a number": (swap(Q, '  { code = "2" },', '  { code = "two" },'), "missing-key", Q, '"two"', {"column": "value", "found": "two"}),
    "an offer that does not exist": (swap(Q, '{ code = "client" }', '{ code = "client", offer = "ap" }'), "unknown-item", Q, '"ap"', {"found": "ap"}),
    "a key of no use": (swap(Q, 'column = "AGE"', 'column = "AGE"\nyes = "x"'), "bad-value", Q, "yes =", {"item": "age"}),
    "column and columns": (swap(Q, "columns = {", 'column = "Q5"\nseparator = "|"\ncolumns = {'), "bad-value", Q, "columns = {", {}),
    "no separator": (swap(Q, 'columns = { app = "Q5_1", desk = "Q5_2" }', 'column = "Q5"\ncodes = [{ code = "1" }]'), "missing-key", Q, '↑id = "channels"', {"column": "separator"}),
    "codes and columns that differ": (swap(Q, 'base = "all"', 'codes = [{ code = "app" }, { code = "dsk" }]'), "unknown-code", Q, "columns = {", {"found": "desk"}),
    "as many columns as codes": (swap(Q, 'columns = { app = "Q5_1", desk = "Q5_2" }', 'columns = ["Q5_1"]\ncodes = [{ code = "1" }, { code = "2" }]'), "bad-value", Q, "columns = [", {}),
    "a column that is no text": (swap(Q, 'desk = "Q5_2"', "desk = 2"), "bad-value", Q, "desk = 2", {"column": "columns.desk"}),
    "a filter that is none": (swap(Q, "uses_app == '1'", "uses_app = '1'"), "bad-expression", Q, "filter", {"found": "=", "allowed": "==", "item": "channels"}),
    "a filter on an unknown item": (swap(Q, "uses_app == '1'", "use_app == '1'"), "unknown-item", Q, "filter", {"found": "use_app", "item": "channels"}),
    "a filter on an unknown code": (swap(Q, "uses_app == '1'", "uses_app == '3'"), "unknown-code", Q, "filter", {"found": "3", "item": "uses_app", "allowed": "1, 2, 9"}),
    "a filter on a grid": (swap(Q, "uses_app == '1'", "sat == '1'"), "unknown-item", Q, "filter", {"found": "sat", "allowed": "sat.time, sat.price"}),
    "boxes that meet": (swap(Q, 'base = "all"', 'base = "all"\n[[items]]\nid = "s"\ntype = "nps"\ncolumn = "S"\nlabel = "S"\nboxes = 6'), "bad-value", Q, "boxes", {"found": "6", "allowed": "< 11 / 2", "item": "s"}),
    "boxes of a set": (swap(Q, 'base = "all"', 'base = "all"\nboxes = 2'), "bad-value", Q, "boxes", {"item": "channels"}),
    "a filter on a ranking": (both(append(Q, RANKING), swap(Q, "uses_app == '1'", "order == 'a'")), "bad-value", Q, "filter", {"found": 'order (type = "rank")', "item": "channels"}),
    "a banner of a ranking": (both(append(Q, RANKING), append(S, '[tables]\nbanner = ["order"]\n')), "bad-value", S, "banner", {"found": 'order (type = "rank")'}),
    "places beside columns": (append(Q, RANKING.replace("places", 'column = "R"\nplaces')), "bad-value", Q, 'column = "R"', {"found": "places, column", "item": "order"}),
    "more places than answers": (append(Q, RANKING.replace('"P2"', '"P2", "P3"')), "bad-value", Q, "places", {"found": "P1, P2, P3", "allowed": "a, b"}),
    "places of a number": (swap(Q, 'column = "AGE"', 'column = "AGE"\nplaces = ["AGE"]'), "bad-value", Q, "places", {"item": "age"}),
    "a kind of missing that is none": (swap(Q, "columns = {", 'missing = { "99" = "filterd" }\ncolumns = {'), "bad-value", Q, 'missing = { "99"', {"item": "channels", "found": "filterd"}),
    "places of a set beside yes": (append(Q, RANKING.replace("rank", "multiple") + 'yes = "x"\n'), "bad-value", Q, "yes =", {"found": "places, yes", "item": "order"}),
    "an exclusive answer of one": (swap(Q, '{ code = "prospect" }', '{ code = "prospect", exclusive = true }'), "bad-value", Q, "exclusive", {"item": "cible"}),
    "a number compared with ticks": (swap(Q, 'base = "all"', 'base = "channels > 2"'), "bad-value", Q, "base", {"item": "channels"}),
    "a code of a free number": (swap(Q, "uses_app == '1'", "age == 'old'"), "unknown-code", Q, "filter", {"found": "old", "item": "age"}),
    "a filter on itself": (swap(Q, "uses_app == '1'", "channels == 'app'"), "cyclic-filter", Q, "filter", {"found": "channels -> channels"}),
    "filters in a circle": (
        both(swap(Q, "uses_app == '1'", "age > 17"), swap(Q, 'column = "AGE"', 'column = "AGE"\nfilter = "channels == \'app\'"')),
        "cyclic-filter", Q, 'filter = "age > 17"', {"found": "channels -> age -> channels", "item": "channels"},
    ),
    "a base of no kind": (swap(Q, 'base = "all"', 'base = "everyone"'), "bad-expression", Q, "base", {}),
    "a blank of no kind": (swap(Q, 'base = "all"', 'blank = "filterd"'), "bad-value", Q, "filterd", {"allowed": "filtered, not_asked, absent"}),
    "a net of an unknown code": (swap(Q, 'codes = ["2"]', 'codes = ["3"]'), "unknown-code", Q, "nets", {"found": "3", "item": "sat"}),
    "a net twice": (swap(Q, "nets = [{", 'nets = [{ id = "high", codes = ["1"] }, {'), "duplicate-id", Q, "nets", {"found": "high"}),
    "a row in capitals": (swap(Q, "rows = { price", "rows = { Price"), "bad-id", Q, "rows = {", {"found": "Price"}),
    "a label of no row": (swap(Q, "row_labels = { price", "row_labels = { prices"), "unknown-key", Q, "row_labels", {"found": "prices", "allowed": "price, time"}),
    "bands upside down": (swap(Q, "[18, 35, 60]", "[18, 60, 35]"), "bad-value", Q, "bands", {"allowed": "@rising-numbers"}),
    "bands of an unknown item": (swap(Q, 'from = "age"', 'from = "ages"'), "unknown-item", Q, "from", {"found": "ages"}),
    "bands of ticks": (swap(Q, 'from = "age"', 'from = "channels"'), "bad-value", Q, "from", {"found": "channels"}),
    "neither bands nor merge": (swap(Q, "bands = [18, 35, 60]\n", ""), "missing-key", Q, 'from = "age"', {"column": "bands"}),
    "a merge of unknown codes": (swap(Q, 'from = "age"\nbands = [18, 35, 60]', 'from = "cible"\nmerge = { all_ = ["client", "prospekt"] }'), "unknown-code", Q, "merge", {"found": "prospekt", "item": "cible"}),
    "a code merged twice": (swap(Q, 'from = "age"\nbands = [18, 35, 60]', 'from = "cible"\nmerge = { a = ["client"], b = ["client"] }'), "duplicate-id", Q, "merge", {"found": "client", "allowed": "a"}),
    "from in a circle": (
        swap(Q, 'from = "age"\nbands = [18, 35, 60]', 'from = "other"\nmerge = { a = ["x"] }\nlabel = "a"\n[[items]]\nid = "other"\nfrom = "age_class"\nmerge = { x = ["a"] }'),
        "cyclic-filter", Q, 'from = "other"', {"found": "age_class -> other -> age_class"},
    ),
    # registers
    "a column too many": (widen("players.csv", "colour", "red"), "extra-column", "players.csv", 1, {"column": "colour"}),
    "a column missing": (swap("players.csv", "player_id,kind,label", "player_id,sort,label"), "missing-column", "players.csv", 1, {"column": "kind"}),
    "an offer twice": (append("offers.csv", "app,channel,x,x\n"), "duplicate-id", "offers.csv", 4, {"found": "app", "allowed": "L2"}),
    "an offer in capitals": (append("offers.csv", "SMS,channel,x,x\n"), "bad-id", "offers.csv", 4, {"found": "SMS"}),
    "an offer without a label": (append("offers.csv", "sms,channel,,\n"), "missing-label", "offers.csv", 4, {"item": "sms"}),
    "an offer of no kind": (append("offers.csv", "sms,chanel,x,x\n"), "bad-value", "offers.csv", 4, {"column": "kind", "found": "chanel", "allowed": "channel, service, procedure"}),
    "a phase": (
        write("offers.csv", b"offer_id,kind,phases,label\napp,channel,purchase|purchace,App\ndesk,channel,,B\n"),
        "bad-value", "offers.csv", 2, {"column": "phases", "found": "purchace"},
    ),
    "a player of no kind": (append("players.csv", "beta,rival,Beta\n"), "bad-value", "players.csv", 4, {"found": "rival"}),
    "a player without a kind": (append("players.csv", "beta,,Beta\n"), "missing-value", "players.csv", 4, {"column": "kind"}),
    "a parent that does not exist": (append("codebook.csv", "slow,Lent,Slow,wish\n"), "unknown-code", "codebook.csv", 5, {"column": "parent_id", "found": "wish"}),
    "parents in a circle": (swap("codebook.csv", "wishes,Attentes,Wishes,", "wishes,Attentes,Wishes,fast"), "cyclic-filter", "codebook.csv", 2, {"found": "wishes -> fast -> wishes"}),
    "a facet": (write("codebook.csv", b"code_id,facet\nfast,emotions\ncheap,\n"), "bad-value", "codebook.csv", 2, {"found": "emotions"}),
    "an expectation of an unknown code": (swap("expectations.csv", "app,fast", "app,fats"), "unknown-code", "expectations.csv", 2, {"found": "fats", "item": None}),
    "an expectation of an unknown offer": (swap("expectations.csv", "app,fast", "apps,fast"), "unknown-item", "expectations.csv", 2, {"found": "apps"}),
    "an expectation of an unknown item": (swap("expectations.csv", "sat.time", "sat.tme"), "unknown-item", "expectations.csv", 2, {"column": "satisfaction_item", "found": "sat.tme"}),
    "an expectation of a grid": (swap("expectations.csv", "sat.time", "sat"), "unknown-item", "expectations.csv", 2, {"allowed": "sat.time, sat.price"}),
    "an expectation without a mean": (swap("expectations.csv", "prefers_desk", "channels"), "bad-value", "expectations.csv", 2, {"column": "importance_item"}),
    "a quota of an unknown item": (append("quotas.csv", "item,code,planned\nsex,1,40\n"), "unknown-item", "quotas.csv", 2, {"found": "sex"}),
    "a quota of an unknown code": (append("quotas.csv", "item,code,planned\ncible,client,40\ncible,suspect,40\n"), "unknown-code", "quotas.csv", 3, {"found": "suspect"}),
    "a quota that is no number": (append("quotas.csv", "item,code,planned\ncible,client,many\n"), "not-a-number", "quotas.csv", 2, {"found": "many"}),
    "a quota of half a person": (append("quotas.csv", "item,code,planned\ncible,client,1.5\n"), "bad-value", "quotas.csv", 2, {}),
    "a column of the hypotheses": (append("hypotheses.csv", HYPOTHESES.replace("finding", "findings")), "extra-column", "hypotheses.csv", 1, {"column": "findings", "allowed": "finding"}),
    "a finding nobody codes": (append("hypotheses.csv", HYPOTHESES + "h1,fats,prefers_desk,uses_app == '1',lower,0.1,mean,2026-02-01\n"), "unknown-code", "hypotheses.csv", 2, {"column": "finding", "found": "fats"}),
    "a hypothesis on an unknown item": (append("hypotheses.csv", HYPOTHESES + "h1,fast,prefer_desk,uses_app == '1',lower,0.1,mean,2026-02-01\n"), "unknown-item", "hypotheses.csv", 2, {"column": "item", "found": "prefer_desk"}),
    "a hypothesis on a grid": (append("hypotheses.csv", HYPOTHESES + "h1,fast,sat,uses_app == '1',lower,0.1,mean,2026-02-01\n"), "unknown-item", "hypotheses.csv", 2, {"column": "item", "allowed": "sat.time, sat.price"}),
    "a base of an unknown item": (append("hypotheses.csv", HYPOTHESES + "h1,fast,prefers_desk,use_app == '1',lower,0.1,mean,2026-02-01\n"), "unknown-item", "hypotheses.csv", 2, {"column": "base", "found": "use_app"}),
    "a base of an unknown code": (append("hypotheses.csv", HYPOTHESES + "h1,fast,prefers_desk,uses_app == '7',lower,0.1,mean,2026-02-01\n"), "unknown-code", "hypotheses.csv", 2, {"column": "base", "found": "7"}),
    "a base that is no expression": (append("hypotheses.csv", HYPOTHESES + "h1,fast,prefers_desk,uses_app = '1',lower,0.1,mean,2026-02-01\n"), "bad-expression", "hypotheses.csv", 2, {"column": "base"}),
    "a direction": (append("hypotheses.csv", HYPOTHESES + "h1,fast,prefers_desk,uses_app == '1',up,0.1,mean,2026-02-01\n"), "bad-value", "hypotheses.csv", 2, {"column": "direction", "found": "up"}),
    "a minimum effect of nothing": (append("hypotheses.csv", HYPOTHESES + "h1,fast,prefers_desk,uses_app == '1',lower,0,mean,2026-02-01\n"), "bad-value", "hypotheses.csv", 2, {"column": "minimum_effect", "found": "0"}),
    "a minimum effect in words": (append("hypotheses.csv", HYPOTHESES + "h1,fast,prefers_desk,uses_app == '1',lower,some,mean,2026-02-01\n"), "not-a-number", "hypotheses.csv", 2, {"column": "minimum_effect"}),
    "a test": (append("hypotheses.csv", HYPOTHESES + "h1,fast,prefers_desk,uses_app == '1',lower,0.1,median,2026-02-01\n"), "bad-value", "hypotheses.csv", 2, {"column": "test", "found": "median"}),
    "a share of no code": (append("hypotheses.csv", HYPOTHESES + "h1,fast,prefers_desk,uses_app == '1',lower,0.1,share:7,2026-02-01\n"), "unknown-code", "hypotheses.csv", 2, {"column": "test", "found": "7"}),
    "a share of a code no open answer can have": (on_remarks("share:fats"), "unknown-code", "hypotheses.csv", 2, {"column": "test", "found": "fats"}),
    "a mean of open answers": (on_remarks("mean"), "bad-value", "hypotheses.csv", 2, {"column": "test", "allowed": "share:…"}),
    "a mean of boxes": (append("hypotheses.csv", HYPOTHESES + "h1,fast,channels,uses_app == '1',lower,0.1,mean,2026-02-01\n"), "bad-value", "hypotheses.csv", 2, {"column": "test", "item": "channels"}),
    "a day of a declaration": (append("hypotheses.csv", HYPOTHESES + "h1,fast,prefers_desk,uses_app == '1',lower,0.1,mean,soon\n"), "bad-date", "hypotheses.csv", 2, {"column": "declared_on", "found": "soon"}),
    "a hypothesis never declared": (append("hypotheses.csv", HYPOTHESES + "h1,fast,prefers_desk,uses_app == '1',lower,0.1,mean,\n"), "missing-value", "hypotheses.csv", 2, {"column": "declared_on"}),
    # the wave
    "no start": (swap(W, "field_start", "label"), "missing-key", W, None, {"column": "field_start"}),
    "a date that is none": (swap(W, "2026-03-20", '"20 mars"'), "bad-date", W, 2, {"found": "20 mars", "column": "field_end"}),
    "a date without quotation marks": (swap(W, "2026-03-20", "20/03/2026"), "bad-date", W, 2, {"found": "20/03/2026", "column": "field_end"}),
    "a day that does not exist": (swap(W, "2026-03-20", "2026-02-30"), "bad-date", W, 2, {"found": "2026-02-30"}),
    "an end before the start": (swap(W, "2026-03-20", "2026-03-01"), "bad-date", W, 2, {"found": "2026-03-01", "allowed": ">= 2026-03-02"}),
    "a misspelt key of the wave": (append(W, 'weigth_column = "p"\n'), "unknown-key", W, 3, {"found": "weigth_column"}),
    "a fact of no name": (append(W, 'fieldworker = "x"\n'), "unknown-key", W, 3, {"found": "fieldworker"}),
    "a grid without criteria": (
        lambda s: spoil(s, S, STUDY[STUDY.index("[grid.reach]"):], "\n"), "missing-key", S, None, {"column": "grid"},
    ),
    "a wave's item nobody knows": (append("waves/2026/questionnaire.toml", '[[items]]\nid = "use_app"\nasked = false\n'), "unknown-item", "waves/2026/questionnaire.toml", 2, {"found": "use_app"}),
    "a wave's code a filter names": (
        append("waves/2026/questionnaire.toml", '[[items]]\nid = "uses_app"\ncodes = [{ code = "2", value = 0 }]\n'),
        "unknown-code", Q, "filter", {"found": "1", "item": "uses_app"},
    ),
    "a wave's new column is no text": (append("waves/2026/questionnaire.toml", '[[items]]\nid = "age"\n\ncolumn = 4\n'), "bad-value", "waves/2026/questionnaire.toml", 4, {"item": "age"}),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_one_thing_wrong_is_named_with_its_place(study: Path, name: str) -> None:
    mutate, code, file, line, fields = CASES[name]
    mutate(study)
    reading = read_study(study)
    faults = [f for f in reading.faults if f.severity == "error"]
    found = [f for f in faults if (f.code, f.file) == (code, file)]
    assert found, faults
    fault = found[0]
    if isinstance(line, str):
        # An arrow: the header of the table, one line above.
        line = line_of(study, file, line.lstrip("↑")) - line.startswith("↑")
    assert fault.line == line
    assert {field: getattr(fault, field) for field in fields} == fields
    assert reading.study is None


#: One thing wrong may be two faults only where it is two: the file that has another name, the code without its column.
TWO = {
    "no [study]", "a name of a wave", "codes and columns that differ", "an end before the start", "no start",
    "column and columns", "no name", "a column missing", "a row in capitals", "an id in capitals",
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(CASES.keys() - TWO))
def test_one_thing_wrong_is_said_once(study: Path, name: str) -> None:
    CASES[name][0](study)
    assert len({(f.code, f.file, f.line) for f in errors(study)}) == 1, errors(study)


def test_everything_wrong_is_said_at_once_and_in_order(study: Path) -> None:
    for name in ("a number as text", "an unknown banner", "a filter on an unknown code", "a value that is text",
                 "an offer twice", "a player of no kind", "a date that is none", "no answers"):  # fmt: skip
        CASES[name][0](study)
    faults = errors(study)
    assert [(f.code, f.file) for f in faults] == [
        ("bad-value", S), ("unknown-item", S), ("duplicate-id", "offers.csv"), ("bad-value", Q),
        ("bad-value", "players.csv"), ("bad-date", W), ("missing-file", "waves/2026/responses.csv"),
    ]  # fmt: skip
    # The filter names an item whose codes could not be read: nothing is said of it before they can.
    spoil(study, Q, 'value = "1" }', "value = 1 }")
    assert ("unknown-code", Q) in [(f.code, f.file) for f in errors(study)]


def test_the_weight_column_of_each_wave(study: Path) -> None:
    spoil(study, S, 'column = "poids"\n', "")
    append(W, 'weight_column = "p26"\n')(study)
    plan = read_study(study).study
    assert plan is not None
    assert plan.waves[0].weighting == Weighting(method="column", column="p26")
    (study / "waves/2027").mkdir()
    for path in (study / "waves/2026").iterdir():
        (study / "waves/2027" / path.name).write_bytes(path.read_bytes())
    spoil(study, "waves/2027/wave.toml", 'weight_column = "p26"\n', "")
    assert [(f.code, f.file, f.column) for f in errors(study)] == [
        ("missing-key", "waves/2027/wave.toml", "weight_column"),
    ]  # fmt: skip


def test_a_weight_column_says_the_method(study: Path) -> None:
    spoil(study, S, 'method = "column"\n', "")
    plan = read_study(study).study
    assert plan is not None
    assert plan.waves[0].weighting == Weighting(method="column", column="poids")
    spoil(study, S, 'column = "poids"\n', 'method = "none"\nzero = "drop"\n')
    append(W, 'weight_column = "p26"\n')(study)
    plan = read_study(study).study
    assert plan is not None
    assert plan.waves[0].weighting == Weighting(method="column", column="p26", zero="drop")


def test_a_broken_study_toml_hides_no_fault_of_other_files(study: Path) -> None:
    CASES["an unclosed list"][0](study)
    CASES["an offer twice"][0](study)
    CASES["a value that is text"][0](study)
    assert {(f.code, f.file) for f in errors(study)} == {
        ("bad-syntax", S), ("duplicate-id", "offers.csv"), ("bad-value", Q),
    }  # fmt: skip


def test_dates_of_a_draft_are_told_until_they_are_written(study: Path) -> None:
    swap(W, "2026-03-02", NO_DAY.isoformat())(study)
    swap(W, "2026-03-20", NO_DAY.isoformat())(study)
    told = [(f.code, f.severity, f.file, f.line, f.column, f.found) for f in read_study(study).faults]
    assert ("no-field-dates", "note", W, 1, "field_start", "1900-01-01") in told
    assert [code for code, *_ in told].count("no-field-dates") == 1


def test_accepted_warnings_become_notes(study: Path) -> None:
    append(S, '[[accepted]]\ncode = "answered-though-filtered"\nwhere = "waves/2026/responses.csv#channels"\nwhy = "routage"\nwho = "AL"\n')(study)  # fmt: skip
    plan = read_study(study).study
    assert plan is not None
    assert [(a.code, a.why, a.who) for a in plan.accepted] == [("answered-though-filtered", "routage", "AL")]


def test_files_that_are_folders_or_garbage_do_not_raise(study: Path) -> None:
    (study / "offers.csv").unlink()
    (study / "offers.csv").mkdir()
    (study / "players.csv").write_bytes(b"\x00\x01\x02")
    (study / "quotas.xlsx").write_bytes(b"PK\x03\x04 not a workbook")
    (study / "waves/2026/questionnaire.xlsx").write_bytes(b"")
    codes = {(f.code, f.file) for f in errors(study)}
    assert ("encoding", "players.csv") in codes
    assert ("unreadable-file", "quotas.xlsx") in codes
    assert ("unreadable-file", "waves/2026/questionnaire.xlsx") in codes
    assert any(file == "offers.csv" for _, file in codes)


def test_the_most_satisfactions_that_are_read_are_the_most_that_can_be_weighed() -> None:
    assert MOST_DERIVED == MOST_ITEMS


def test_what_is_given_to_open_answers_may_be_a_hypothesis(study: Path) -> None:
    on_remarks("share:fast")(study)
    (one,) = read_study(study).study.hypotheses  # type: ignore[union-attr]
    assert (one.item, one.measure, one.code) == ("remarks", "share", "fast")
