"""A person taken out of a study: nothing tells of the person afterwards, nothing else has changed, and a call that is cut short is finished."""

import fcntl
import io
import json
import re
import shutil
import zipfile
from contextlib import redirect_stderr, redirect_stdout
from datetime import date
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest
from good_study import call
from mutations import append
from quick_study import write_study

from relstudy.cli import main
from relstudy.definitions.reading import read_study
from relstudy.delivery import forgetting, rerunning, staging
from relstudy.delivery.forgetting import forget_person
from relstudy.delivery.traces import find_traces, names_of
from relstudy.errors import StudyError

FIRST, SECOND = "2025-03", "2026-03"
ON = date(2026, 11, 29)


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two waves, run; in the second a verbatim of E02 is told of by its own id in no text."""
    study = write_study(tmp_path_factory.mktemp("forget") / "study", waves=(FIRST, SECOND))
    code, report, _ = call("run", study, "--all", "--plain")
    assert code == 0, report["faults"]
    return study


@pytest.fixture
def study(ran: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(ran, tmp_path / "study"))


def forget(*words: str | Path, lang: str = "en") -> tuple[int, str, str]:
    """Call the command; return its exit code and what it said on both streams."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main(["forget", *map(str, words), "--lang", lang])
    return code, out.getvalue(), err.getvalue()


def files(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def register(study: Path) -> list[str]:
    return (study / ".relstudy" / "forgotten.csv").read_text(encoding="utf-8").splitlines()


def lines_without(path: Path, *starts: str) -> bytes:
    return b"".join(
        line
        for line in path.read_bytes().splitlines(keepends=True)
        if not line.startswith(tuple(s.encode() for s in starts))
    )


def untraced(study: Path, person: str) -> bool:
    read = read_study(study).partial
    assert read is not None
    return not [*find_traces(study, names_of(person, read))]


def test_a_respondent_goes_from_every_wave_and_the_study_is_as_if_never_met(
    study: Path, ran: Path, tmp_path: Path
) -> None:
    code, said, _ = forget(study, "R0041", "--who", "A. Martin")
    assert code == 0, said
    assert "waves/2025-03/responses.csv: 1 row" in said
    assert register(study)[0] == "date,who,kind,waves,rows"
    assert [line.split(",", 1)[1] for line in register(study)[1:]] == ["A. Martin,respondent,2025-03|2026-03,2"]
    assert untraced(study, "R0041")
    for wave in (FIRST, SECOND):
        path = Path("waves") / wave / "responses.csv"
        assert lines_without(ran / path, "R0041,") == (study / path).read_bytes()
        stored = pd.read_parquet(study / ".relstudy" / wave / "respondents.parquet")
        assert {"R0041"}.isdisjoint(stored["respondent_id"])
        assert len(stored) == 59
    fresh = tmp_path / "fresh"
    shutil.copytree(study, fresh, ignore=shutil.ignore_patterns("out", ".relstudy"))
    call("run", fresh, "--wave", FIRST, "--plain")
    assert files(fresh / "out" / FIRST) == files(study / "out" / FIRST)


def test_a_case_goes_with_all_that_was_said_and_coded(study: Path, ran: Path) -> None:
    code, said, _ = forget(study, "E02", "--who", "A. Martin")
    assert code == 0, said
    assert untraced(study, "E02")
    assert untraced(study, "VE02")
    for wave in (FIRST, SECOND):
        place = Path("waves") / wave
        for name, starts in (("cases", "E02,"), ("verbatims", "VE02,"), ("codings", "VE02,"), ("responses", "-")):
            path = place / f"{name}.csv"
            assert lines_without(ran / path, starts) == (study / path).read_bytes()
    kept = pd.read_parquet(study / ".relstudy" / FIRST / "stated.parquet")
    assert not kept["key"].str.contains("ve02").any()
    assert (kept["kind"] == "quote").any()


def test_one_id_of_a_respondent_and_of_a_case_is_both(study: Path) -> None:
    append(f"waves/{SECOND}/cases.csv", "R0041,client,individual\n")(study)
    code, said, _ = forget(study, "R0041")
    assert code == 0
    assert "The id is that of a respondent and of a case" in said
    assert [line.split(",")[2:] for line in register(study)[1:]] == [
        ["respondent", f"{FIRST}|{SECOND}", "2"],
        ["case", SECOND, "1"],
    ]


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_an_id_nobody_has_is_a_fault_and_nothing_is_touched(study: Path, lang: str) -> None:
    before = files(study)
    code, said, told = forget(study, "R004", lang=lang)
    assert code == 1
    assert said == ""
    assert "unknown-person" in told
    assert files(study) == before


def test_respondents_without_ids_are_refused_with_the_reason(study: Path) -> None:
    toml = study / "study.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace('id = "ident"', 'id = "row"'), encoding="utf-8")
    before = files(study)
    code, _, told = forget(study, "R0041")
    assert code == 1
    assert "no-respondent-ids" in told
    assert files(study) == before
    assert forget(study, "E02")[0] == 0


def test_a_copy_of_a_study_leaves_the_papers_of_the_other_alone(study: Path, ran: Path) -> None:
    before = files(ran / "out")
    assert forget(study, "E03")[0] == 0
    assert files(ran / "out") == before


def test_papers_that_lie_elsewhere_are_made_again(study: Path, tmp_path: Path) -> None:
    assert call("run", study, "--plain", "--out", tmp_path / "elsewhere")[0] == 0
    assert forget(study, "E03")[0] == 0
    assert files(tmp_path / "elsewhere" / SECOND).keys() == files(study / "out" / SECOND).keys()
    assert b"ve03" not in (tmp_path / "elsewhere" / SECOND / "cells.csv").read_bytes()


def test_texts_that_name_the_person_are_named_and_left(study: Path) -> None:
    named = ("mapping.toml", "review.csv", "notes/E02.txt", "backup/cases old.csv")
    (study / "mapping.toml").write_text("# E02 said so\n", encoding="utf-8")
    (study / "review.csv").write_text(
        "key,who,date,remark,state\n_,A,2026-01-01,ask E02 again,closed\n", encoding="utf-8"
    )
    for name in named[2:]:
        (study / name).parent.mkdir()
        (study / name).write_text("case_id\nE02\n", encoding="utf-8")
    code, said, told = forget(study, "E02")
    assert code == 1
    assert "Entered in" in said
    assert [name for name in named if name not in told] == []
    assert told.count("[still-named]") == len(named)
    for name in named:
        (study / name).unlink()
    code, _, told = forget(study, "E02")
    assert "still-named" not in told
    assert "unknown-person" in told


def test_an_id_that_is_a_number_leaves_answers_and_other_ids_alone(study: Path) -> None:
    for wave in (FIRST, SECOND):
        path = study / "waves" / wave / "responses.csv"
        frame = pd.read_csv(path, dtype=str, keep_default_na=False)
        frame["ident"] = [str(n) for n in range(1, len(frame) + 1)]
        frame.to_csv(path, index=False)
    code, _said, told = forget(study, "7")
    assert code == 0, told
    left = pd.read_csv(study / "waves" / FIRST / "responses.csv", dtype=str)["ident"].tolist()
    assert left == [str(n) for n in range(1, 61) if n != 7]


def test_a_person_goes_however_the_id_is_coded(study: Path) -> None:
    path = study / "waves" / SECOND / "responses.csv"
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    person = frame["ident"][3]
    frame.loc[3, "ident"] = f"\ufeff{person}"
    frame.to_csv(path, index=False)
    code, _said, told = forget(study, person)
    assert code == 0, told
    assert not any(person in one for one in pd.read_csv(path, dtype=str)["ident"])


@pytest.mark.parametrize("ending", ["xlsx", "sav", "parquet"])
def test_answers_in_any_format_lose_the_person(tmp_path: Path, ending: str) -> None:
    study = write_study(tmp_path / "study", waves=(SECOND,))
    place = study / "waves" / SECOND
    frame = pd.read_csv(place / "responses.csv", dtype=str, keep_default_na=False)
    (place / "responses.csv").unlink()
    path = place / f"responses.{ending}"
    if ending == "xlsx":
        frame.to_excel(path, index=False)
        for name in ("cases", "verbatims", "codings"):
            pd.read_csv(place / f"{name}.csv", dtype=str, keep_default_na=False).to_excel(
                place / f"{name}.xlsx", index=False
            )
            (place / f"{name}.csv").unlink()
    elif ending == "sav":
        pyreadstat.write_sav(frame, path)
    else:
        frame.astype({"ident": "category"}).to_parquet(path)
    for person in ("R0041", "E02"):
        code, said, told = forget(study, person)
        assert code == 0, told
        assert "No wave of the person had been run" in said
        assert untraced(study, person)
    assert call("check", study)[1]["ok"]


def bytes_below(folder: Path) -> str:
    """Return all that stands below a folder, unpacked: what a search of bytes would see, archives and columns opened."""
    told: list[str] = []
    for path in sorted(folder.rglob("*")):
        told.append(path.name)
        if path.is_file():
            content = path.read_bytes()
            told.append(content.decode("utf-8", "replace"))
            if content.startswith(b"PK\x03\x04"):
                with zipfile.ZipFile(path) as archive:
                    told += [archive.read(name).decode("utf-8", "replace") for name in archive.namelist()]
            if content.startswith(b"PAR1"):
                told.append(pd.read_parquet(path).to_csv())
    return "\n".join(told)


#: Respondent and case of one person: how the id is written in the files, how it is typed, and what may stand of it anywhere.
SIGNS = (
    ("R0041", "E02", "Ann&amp;Bo", "Ann&Bo", r"Ann(&|&amp;|&amp;amp;)Bo"),
    ("R0042", "E03", "Cyd&#38;Bo", "Cyd&Bo", r"Cyd\W[^<,\n]{0,9}Bo"),
    ("R0043", "E04", "\ufeffDeeBo", "DeeBo", "DeeBo"),
    ("R0044", "E05", "Eve\ufeffBo", "EveBo", "Eve\ufeff?Bo"),
)


@pytest.mark.parametrize("ending", ["csv", "xlsx", "sav", "parquet"])
def test_an_id_written_in_other_signs_than_a_run_reads_is_forgotten(tmp_path: Path, ending: str) -> None:
    study = write_study(tmp_path / "study", waves=(SECOND,))
    place = study / "waves" / SECOND
    written = {one: sign for respondent, case, sign, _, _ in SIGNS for one in (respondent, case)}
    for name, given in (
        ("responses", ending),
        *((n, "xlsx" if ending == "xlsx" else "csv") for n in ("cases", "verbatims")),
    ):
        path = place / f"{name}.csv"
        frame = pd.read_csv(path, dtype=str, keep_default_na=False)
        frame = frame.replace(written)
        path.unlink()
        {
            "csv": lambda f, to: f.to_csv(to, index=False),
            "xlsx": lambda f, to: f.to_excel(to, index=False),
            "sav": pyreadstat.write_sav,
            "parquet": lambda f, to: f.to_parquet(to),
        }[given](frame, path.with_suffix(f".{given}"))
    assert call("run", study, "--plain")[0] == 0
    below = bytes_below(study)
    assert [sign for *_, sign in SIGNS if re.search(sign, below) is None] == []
    for gone, (*_, typed, sign) in enumerate(SIGNS, start=1):
        code, said, told = forget(study, typed)
        assert code == 0, told
        assert "The id is that of a respondent and of a case" in said
        below = bytes_below(study)
        assert re.search(sign, below) is None
        assert [other for *_, other in SIGNS[gone:] if re.search(other, below) is None] == []
        stored = pd.read_parquet(study / ".relstudy" / SECOND / "respondents.parquet")
        assert len(stored) == 60 - gone
        assert call("check", study)[1]["ok"]


def test_deliveries_are_named_and_left(study: Path) -> None:
    for version in ("v1", "v2"):
        shutil.copytree(study / "out" / FIRST, study / "deliveries" / FIRST / version)
    unquoted = study / "deliveries" / FIRST / "v2"
    for path in unquoted.iterdir():
        if path.name != "cells.parquet":
            path.unlink()
    cells = pd.read_parquet(unquoted / "cells.parquet")
    cells[cells["kind"] != "quote"].to_parquet(unquoted / "cells.parquet")
    before = files(study / "deliveries")
    code, said, _ = forget(study, "E02")
    assert code == 0
    quoting, counting = said.split("Deliveries that quote")[1].split("Other deliveries")
    assert f"deliveries/{FIRST}/v1" in quoting
    assert f"deliveries/{FIRST}/v2" in counting
    assert files(study / "deliveries") == before


def test_a_wave_renewed_with_the_one_before_it_is_told_once(study: Path) -> None:
    path = study / "waves" / SECOND / "responses.csv"
    path.write_bytes(lines_without(path, "R0041,"))
    assert call("run", study, "--all", "--plain")[0] == 0
    code, said, _ = forget(study, "R0041")
    assert code == 0, said
    told = said.split("Waves run again:\n")[1].splitlines()
    assert told[:2] == [f"  {FIRST}: done", f"  {SECOND}: done"]
    assert said.count(f"  {SECOND}: ") == 1
    assert call("run", study, "--all", "--plain")[1]["status"] == "unchanged"


def test_papers_of_a_wave_that_cannot_be_renewed_stay(study: Path) -> None:
    path = study / "waves" / SECOND / "responses.csv"
    path.write_bytes(lines_without(path, "R0041,"))
    assert call("run", study, "--all", "--plain")[0] == 0
    before = files(study / "out" / SECOND)
    append(f"waves/{SECOND}/responses.csv", path.read_text(encoding="utf-8").splitlines()[1] + "\n")(study)
    code, said, _ = forget(study, "R0041")
    assert code == 1
    assert f"  {FIRST}: done" in said
    assert f"  {SECOND}: refused; its papers, which compare it with the wave before, stay as they were" in said
    assert files(study / "out" / SECOND) == before
    assert untraced(study, "R0041")


def test_a_study_that_is_being_run_is_busy(study: Path) -> None:
    before = files(study)
    with (study / ".relstudy" / SECOND / "lock").open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert forget(study, "R0041")[0] == 4
    assert {n: c for n, c in files(study).items() if not n.endswith("lock")} == {
        n: c for n, c in before.items() if not n.endswith("lock")
    }


class Cut(BaseException):
    """Stands for the end of the process."""


@pytest.fixture(scope="module")
def whole(ran: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the study after a call that nothing cut short."""
    whole = Path(shutil.copytree(ran, tmp_path_factory.mktemp("whole") / "study"))
    forget_person(whole, "E02", who="", on=ON)
    return whole


@pytest.mark.parametrize("moment", range(6))
def test_a_call_cut_short_leaves_the_old_inputs_or_is_finished_by_the_next(
    study: Path, whole: Path, monkeypatch: pytest.MonkeyPatch, moment: int
) -> None:
    before = files(study / "waves")
    parts = (
        (staging, "write_down"),
        (forgetting, "_read_plan"),
        (staging, "move"),
        (staging, "move"),
        (rerunning, "run_again"),
        (forgetting, "_still_named"),
    )
    module, part = parts[moment]
    # Of the files that are written and moved, the first time and the second.
    times = moment if module is staging else 0
    monkeypatch.setattr(module, part, cut_after(getattr(module, part), times))
    if part != "_read_plan":
        with pytest.raises(Cut):
            forget_person(study, "E02", who="", on=ON)
    planned = (study / ".relstudy" / "forgetting" / "plan.json").is_file()
    assert planned or files(study / "waves") == before
    if planned:
        assert "forgetting-unfinished" in [f["code"] for f in call("run", study, "--plain", "--force")[1]["faults"]]
    monkeypatch.undo()
    forget_person(study, "E02", who="", on=ON)
    for part in ("waves", "out"):
        assert files(study / part) == files(whole / part)
    assert register(study) == register(whole)
    assert not (study / ".relstudy" / "forgetting").exists()


def cut_after(act, times: int):
    """Return a function that ends the process, as it were, at its second call, or its first where `times` is odd."""
    left = [times % 2]

    def cut(*given, **named):
        if left[0] == 0:
            raise Cut
        left[0] -= 1
        return act(*given, **named)

    return cut


def test_another_person_is_taken_out_after_the_one_begun(study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rerunning, "run_again", cut_after(None, 0))
    with pytest.raises(Cut):
        forget_person(study, "E02", who="", on=ON)
    monkeypatch.undo()
    code, said, _ = forget(study, "E03")
    assert code == 0
    assert "An earlier call had not come to its end" in said
    assert untraced(study, "E02")
    assert untraced(study, "E03")
    assert len(register(study)) == 3


def test_a_full_disk_leaves_everything_as_it_was(study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = files(study / "waves")

    def full(path: Path, content: bytes) -> None:
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(staging, "write_down", full)
    with pytest.raises(StudyError, match="not-writable"):
        forget_person(study, "R0041", who="", on=ON)
    assert files(study / "waves") == before
    assert not (study / ".relstudy" / "forgetting").exists()


def test_papers_that_cannot_be_made_again_do_not_stay(study: Path) -> None:
    path = study / "waves" / SECOND / "verbatims.csv"
    texts = study / "waves" / SECOND / "texts.fr.toml"
    key = next(k for k in pd.read_parquet(study / "out" / SECOND / "cells.parquet")["key"] if "/quote/ve02" in k)
    texts.write_text(f'[synthesis]\nclaims = [{{ text = "Dit : {{{key}}}" }}]\n', encoding="utf-8")
    assert path.is_file()
    code, said, told = forget(study, "E02")
    assert code == 1
    assert f"{SECOND}: refused" in said
    assert not (study / "out" / SECOND).exists()
    assert (study / "out" / FIRST).is_dir()
    assert "texts.fr.toml" in told
    assert json.loads((study / ".relstudy" / "run.json").read_text(encoding="utf-8"))["waves"].keys() == {FIRST}
