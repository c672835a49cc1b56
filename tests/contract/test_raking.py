"""A study raked to margins, through the command line: weights, imposed shares, standard errors, and every refusal by name."""

import csv
from pathlib import Path

import numpy as np
import pytest
from good_study import call, cells_of, write_study
from mutations import WAVE, swap

RAKE = swap("study.toml", 'method = "column"\ncolumn = "poids"', 'method = "rake"')
TARGETS = "item,code,share\nsexe,1,0.48\nsexe,2,0.52\ncible,client,0.8\ncible,prospect,0.2\n"


def raked(folder: Path, targets: str = TARGETS, *, name: str = "targets.csv") -> Path:
    study = write_study(folder / "study")
    RAKE(study)
    (study / name).write_text(targets, encoding="utf-8")
    return study


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Path:
    study = raked(tmp_path_factory.mktemp("raked"))
    code, report, _ = call("run", study, "--plain")
    assert (code, report["status"]) == (0, "done"), report["faults"]
    return study


def test_margins_are_hit_and_imposed_without_error(ran: Path) -> None:
    cells = cells_of(ran)
    for key, share in (("sexe/share/1", 0.48), ("sexe/share/2", 0.52), ("cible/share/client", 0.8)):
        cell = cells.loc[f"survey/{key}/all"]
        assert cell["value"] == pytest.approx(share, abs=1e-9)
        assert (cell["se"], cell["interval"], cell["marks"]) == (0.0, "none", "imposed")
        assert cell[["low", "high", "level"]].isna().all()
    inside = cells.loc["survey/sexe/share/1/target=client"]
    assert inside["marks"] == ""
    assert inside["se"] > 0


def test_weights_say_their_range_and_what_moved(ran: Path) -> None:
    cells = cells_of(ran)["value"]
    assert cells["weights/_/sum/_/all"] == pytest.approx(600)
    assert cells["weights/_/design_effect/_/all"] == pytest.approx(600 / cells["weights/_/n_effective/_/all"])
    # All start from 1 and sum to their number: a weight is its own ratio.
    for end in ("minimum", "maximum"):
        assert cells[f"weights/_/ratio_{end}/_/all"] == pytest.approx(cells[f"weights/_/{end}/_/all"])
    assert cells["weights/sexe/after/1/all"] == pytest.approx(cells["weights/sexe/target/1/all"])
    with (ran / WAVE / "responses.csv").open() as lines:
        rows = list(csv.DictReader(lines))
    assert cells["weights/sexe/before/1/all"] == pytest.approx(np.mean([row["SEXE"] == "1" for row in rows]))


@pytest.mark.parametrize(("lang", "caption"), [("fr", "Marges du redressement"), ("en", "Weighting margins")])
def test_the_method_page_shows_what_moved(ran: Path, lang: str, caption: str) -> None:
    page = (ran / f"out/2026-03/report.{lang}.html").read_text(encoding="utf-8")
    table = page[page.index('id="method-margins"') :]
    table = table[: table.index("</table>")]
    assert caption in table
    assert 'data-key="weights/sexe/before/1/all"' in table
    assert 'data-key="weights/cible/after/client/all"' in table


def test_the_method_page_says_bounds_and_that_resamples_are_raked_again(tmp_path: Path) -> None:
    study = raked(tmp_path, name="cibles.csv")
    swap("study.toml", 'method = "rake"', 'method = "rake"\ntargets = "cibles.csv"\nbounds = [0.4, 2.5]')(study)
    assert call("run", study, "--plain")[0] == 0
    page = (study / "out/2026-03/report.en.html").read_text(encoding="utf-8")
    method = page[page.index('data-page="method"') :]
    assert "Raking to margins (cibles.csv)." in method
    assert "targets.csv" not in method
    assert "Bounds within which every such ratio is kept" in method
    assert "0.4" in method
    assert "2.5" in method
    assert "every resample is weighted again to the same margins" in method
    ratios = cells_of(study)["value"][["weights/_/ratio_minimum/_/all", "weights/_/ratio_maximum/_/all"]]
    assert ratios.between(0.4, 2.5).all()


def test_targets_under_another_name_are_an_input_of_the_run(tmp_path: Path) -> None:
    study = raked(tmp_path, name="cibles.csv")
    swap("study.toml", 'method = "rake"', 'method = "rake"\ntargets = "cibles.csv"')(study)
    assert call("run", study, "--plain")[1]["status"] == "done"
    assert call("run", study, "--plain")[1]["status"] == "unchanged"
    (study / "cibles.csv").write_text(TARGETS.replace("0.8", "0.7").replace("0.2", "0.3"), encoding="utf-8")
    assert call("run", study, "--plain")[1]["status"] == "done"
    assert cells_of(study).loc["survey/cible/share/client/all", "value"] == pytest.approx(0.7)


def test_targets_that_lie_outside_the_study_are_refused_also_after_a_run(tmp_path: Path) -> None:
    study = raked(tmp_path)
    outside = (tmp_path / "cibles.csv").absolute()
    outside.write_text(TARGETS, encoding="utf-8")
    assert call("run", study, "--plain")[0] == 0
    swap("study.toml", 'method = "rake"', f'method = "rake"\ntargets = "{outside.as_posix()}"')(study)
    code, report, _ = call("run", study, "--plain")
    (fault,) = (f for f in report["faults"] if f["severity"] == "error")
    assert (code, fault["code"], fault["file"]) == (1, "bad-value", "study.toml")
    # A long value is cut where a fault shows it.
    assert fault["found"].strip('"…') in outside.as_posix()


def test_trimming_is_on_the_method_page_and_its_margins_still_hold(tmp_path: Path) -> None:
    study = raked(tmp_path, TARGETS.replace("0.8", "0.6").replace("0.2", "0.4"))
    swap("study.toml", 'method = "rake"', 'method = "rake"\ntrim = 1.5')(study)
    assert call("run", study, "--plain")[0] == 0
    cells = cells_of(study)
    assert cells.loc["weights/_/maximum/_/all", "value"] == pytest.approx(1.5)
    assert cells.loc["weights/_/trimmed/_/all", "value"] > 0
    assert cells.loc["weights/_/missed/_/all", "value"] == pytest.approx(0, abs=1e-9)
    assert cells.loc["survey/cible/share/client/all", ["value", "marks"]].tolist() == [pytest.approx(0.6), "imposed"]
    page = (study / "out/2026-03/report.en.html").read_text(encoding="utf-8")
    method = page[page.index('id="method-weights"') :]
    assert "Cap on weights" in method
    assert 'data-key="weights/_/trimmed/_/all"' in method
    assert 'data-key="weights/_/missed/_/all"' in method
    swap("study.toml", "trim = 1.5", "trim = 1.2")(study)
    code, report, _ = call("run", study, "--plain")
    (fault,) = (f for f in report["faults"] if f["severity"] == "error")
    assert (code, fault["code"], fault["file"]) == (1, "not-converged", "targets.csv")
    assert "trim = 1.2" in fault["found"]


@pytest.mark.parametrize("trim", ["trim = 1", "trim = 0.5", 'trim = "5"', "trim = 3\nbounds = [0.3, 3]"])
def test_a_cap_that_is_none_or_one_rule_too_many_is_refused(tmp_path: Path, trim: str) -> None:
    study = raked(tmp_path)
    swap("study.toml", 'method = "rake"', f'method = "rake"\n{trim}')(study)
    code, report, _ = call("check", study)
    (fault,) = (f for f in report["faults"] if f["severity"] == "error")
    assert (code, fault["code"], fault["file"], fault["column"]) == (1, "bad-value", "study.toml", "trim")


def test_a_waves_own_targets_take_the_place_of_the_studys(tmp_path: Path) -> None:
    study = raked(tmp_path)
    (study / WAVE / "targets.csv").write_text("item;code;share\nsexe;1;0,3\nsexe;2;0,7\n", encoding="utf-8")
    assert call("run", study, "--plain")[0] == 0
    cells = cells_of(study)
    assert cells.loc["survey/sexe/share/1/all", "value"] == pytest.approx(0.3)
    assert cells.loc["survey/cible/share/client/all", "marks"] == ""


@pytest.mark.parametrize(
    ("line", "errors"),
    [
        ("sexe,1,-0.48", [("bad-value", 2, "-0.48", "> 0")]),
        ("sexe,1,abc", [("not-a-number", 2, "abc", "a number")]),
        ("sexe,1,", [("missing-margin-value", 2, "1", None)]),
        ("sexe,1,0.48\nsexe,1,0.3", [("duplicate-id", 3, "1", "line 2")]),
        ("sexe,3,0.48", [("unknown-code", 2, "3", "1, 2")]),
        ("sexe*cible,1,0.48\nsexe,1,0.48", [("bad-value", 2, "1", "1*client")]),
        ("age,1,1\nsexe,1,0.48", [("bad-value", 2, "numeric, without declared codes", "single, scale, numeric, nps")]),
    ],
)
def test_a_line_that_is_refused_is_one_fault_and_what_follows_from_it_none(
    tmp_path: Path, line: str, errors: list[tuple[str, int, str, str | None]]
) -> None:
    study = raked(tmp_path, TARGETS.replace("sexe,1,0.48", line))
    code, report, _ = call("check", study, "--lang", "en")
    assert code == 1
    said = [(f["code"], f["line"], f["found"], f["allowed"]) for f in report["faults"] if f["severity"] == "error"]
    assert said == errors


def test_bounds_that_cannot_be_kept_are_named(tmp_path: Path) -> None:
    study = raked(tmp_path)
    swap("study.toml", 'method = "rake"', 'method = "rake"\nbounds = [0.99, 1.01]')(study)
    code, report, _ = call("check", study)
    (fault,) = (f for f in report["faults"] if f["severity"] == "error")
    assert (code, fault["code"]) == (1, "not-converged")
    assert fault["found"].endswith("(bounds = [0.99, 1.01])")


def test_counts_and_a_crossed_margin(tmp_path: Path) -> None:
    crossed = "item,code,count\nsexe*cible,1*client,3000\nsexe*cible,1*prospect,1000\nsexe*cible,2*client,4000\nsexe*cible,2*prospect,2000\n"
    study = raked(tmp_path, crossed)
    assert call("run", study, "--plain")[0] == 0
    cells = cells_of(study)
    assert cells.loc["weights/_/sum/_/all", "value"] == pytest.approx(10_000)
    assert cells.loc["survey/sexe/share/1/all", ["value", "marks"]].tolist() == [pytest.approx(0.4), "imposed"]
    assert cells.loc["survey/sexe/share/1/target=client", "marks"] == "imposed"


@pytest.mark.parametrize(
    ("targets", "code", "file", "line"),
    [
        (TARGETS.replace("0.52", "0.62"), "targets-not-one", "targets.csv", 2),
        (TARGETS.replace("sexe,2", "sexe,3"), "unknown-code", "targets.csv", 3),
        (TARGETS.replace("cible,", "cibles,"), "unknown-item", "targets.csv", 4),
        (TARGETS.replace("0.2\n", "\n"), "missing-margin-value", "targets.csv", 5),
        (TARGETS.replace("0.2\n", "0\n"), "bad-value", "targets.csv", 5),
        (TARGETS + "sexe,1,0.1\n", "duplicate-id", "targets.csv", 6),
        ("item,code,share\nsexe,1,1\n", "missing-margin-value", f"{WAVE}/responses.csv", None),
    ],
)
def test_what_stands_against_raking_is_named(
    tmp_path: Path, targets: str, code: str, file: str, line: int | None
) -> None:
    study = raked(tmp_path, targets)
    for command in (("check",), ("run", "--plain")):
        exit_code, report, _ = call(command[0], study, *command[1:])
        errors = [(f["code"], f["file"], f["line"]) for f in report["faults"] if f["severity"] == "error"]
        assert exit_code == 1
        assert (code, file) in {(c, f) for c, f, _ in errors}
        assert line is None or (code, file, line) in errors
        # A category nobody knows is one mistake: what the others sum up to is not another.
        assert not {"targets-not-one", "unknown-code"} <= {c for c, _, _ in errors}
        assert not {"targets-not-one", "unknown-item"} <= {c for c, _, _ in errors}
    assert not (study / "out").exists()


def test_shares_of_the_population_that_counts_give_are_noted(tmp_path: Path) -> None:
    study = raked(
        tmp_path, "item,code,share,count\nsexe,1,0.48,\nsexe,2,0.52,\ncible,client,,4000\ncible,prospect,,1000\n"
    )
    code, report, _ = call("check", study, "--lang", "fr")
    (note,) = (f for f in report["faults"] if f["file"] == "targets.csv")
    assert (code, note["code"], note["severity"], note["line"]) == (0, "read-as", "note", 2)
    assert note["found"] == "parts pour sexe et effectifs pour cible, le total des poids étant de 5000"
    assert call("run", study, "--plain")[0] == 0
    cells = cells_of(study)["value"]
    assert cells["weights/_/sum/_/all"] == pytest.approx(5000)
    assert cells["survey/sexe/share/1/all"] == pytest.approx(0.48)
