"""A review from proposal to replacement: nothing before a person decided, whole or not at all, nothing kept of what was said."""

import csv
import io
import re
import shutil
from contextlib import redirect_stderr, redirect_stdout
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from redacted_study import SAID, write_study

from relstudy.cli import main
from relstudy.definitions.reading import read_study
from relstudy.delivery import rerunning, staging
from relstudy.delivery.redaction.applying import apply_redactions
from relstudy.delivery.redaction.proposing import propose_redactions
from relstudy.delivery.traces import find_traces, names_of_words
from relstudy.errors import StudyError

WAVE = "2026"
ON = date(2026, 11, 29)
SECRETS = ("Paul Martin", "06 12 34 56 78", "paul.martin@exemple.fr")


@pytest.fixture
def study(tmp_path: Path) -> Path:
    return write_study(tmp_path / "study")


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_study(tmp_path_factory.mktemp("redact") / "study")
    assert say("run", folder, "--plain")[0] == 0
    return folder


def say(*words: str | Path) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main([*map(str, words), "--lang", "en"])
    return code, out.getvalue(), err.getvalue()


def redact(study: Path, *more: str) -> tuple[int, str, str]:
    return say("redact", study, "--wave", WAVE, *more)


def table(study: Path) -> list[dict[str, str]]:
    text = (study / "waves" / WAVE / "redactions.csv").read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def decide(study: Path, *decisions: str, **cells: dict[int, str]) -> None:
    """Write decisions into the review, the last one into all further lines, and other cells by line."""
    rows = table(study)
    for number, row in enumerate(rows):
        row["decision"] = decisions[min(number, len(decisions) - 1)]
        row.update({column: values[number] for column, values in cells.items() if number in values})
    with (study / "waves" / WAVE / "redactions.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)


def said(study: Path) -> dict[str, str]:
    text = (study / "waves" / WAVE / "verbatims.csv").read_text(encoding="utf-8")
    return {row["verbatim_id"]: row["text"] for row in csv.DictReader(io.StringIO(text, newline=""))}


def files(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_what_is_proposed_is_a_table_and_nothing_is_replaced(study: Path) -> None:
    code, told, _ = redact(study)
    assert code == 0
    assert "4 passages to review" in told
    assert [(r["verbatim_id"], r["found"], r["kind"], r["pseudonym"], r["decision"]) for r in table(study)] == [
        ("V1", "Paul Martin", "name", "[Personne 1]", ""),
        ("V1", "06 12 34 56 78", "phone", "[Téléphone 1]", ""),
        ("V2", "Martin", "name", "[Personne 1]", ""),
        ("V2", "paul.martin@exemple.fr", "email", "[Courriel 1]", ""),
    ]
    assert all(SAID[r["verbatim_id"]][int(r["start"]) : int(r["end"])] == r["found"] for r in table(study))
    assert said(study) == SAID


def test_nothing_is_replaced_before_somebody_decided(study: Path) -> None:
    redact(study)
    before = files(study / "waves")
    assert redact(study, "--accept")[0] == 3
    assert files(study / "waves") == before


def test_without_a_review_there_is_nothing_to_accept(study: Path) -> None:
    code, _, told = redact(study, "--accept")
    assert code == 1
    assert "waves/2026/redactions.csv" in told
    assert not (study / "waves" / WAVE / "redactions.csv").exists()


def test_what_was_accepted_is_in_no_file_afterwards(ran: Path, tmp_path: Path) -> None:
    study = Path(shutil.copytree(ran, tmp_path / "study"))
    redact(study)
    assert "pseudonymisés" not in (study / "out" / WAVE / "report.fr.html").read_text(encoding="utf-8")
    decide(study, "oui", "YES", "1", "x")
    code, told, _ = redact(study, "--accept")
    assert code == 0
    assert "4 passages replaced" in told
    assert "1 coding moved" in told
    assert said(study) == {
        "V1": "Je m'appelle [Personne 1], appelez-moi au [Téléphone 1] 😀. Votre agence est loin.",
        "V2": "M. [Personne 1] m'a tout expliqué ; mon mail est [Courriel 1], l'attente est longue.",
        "V3": SAID["V3"],
    }
    left = {trace.path for trace in find_traces(study, names_of_words(SECRETS))}
    assert left == {"roster.csv", ".relstudy/pseudonyms.csv"}
    assert (study / "waves" / WAVE / "redacted.toml").is_file()
    assert say("check", study)[0] == 0
    assert say("run", study, "--plain")[0] == 0
    assert "pseudonymisés" in (study / "out" / WAVE / "report.fr.html").read_text(encoding="utf-8")
    codings = (study / "waves" / WAVE / "codings.csv").read_text(encoding="utf-8")
    assert 'V1,far,anna,59,81,"Votre agence est loin.",1' in codings
    assert redact(study)[1].count("0 of them new") == 1


def test_lines_left_open_stay_open_and_put_nothing_on_record(study: Path) -> None:
    redact(study)
    decide(study, "yes", "")
    assert redact(study, "--accept")[0] == 0
    assert [r["decision"] for r in table(study)] == ["applied", "", "", ""]
    assert not (study / "waves" / WAVE / "redacted.toml").exists()
    assert all(said(study)[r["verbatim_id"]][int(r["start"]) : int(r["end"])] == r["found"] for r in table(study))
    assert "open-redactions" in say("check", study)[1]
    decide(study, "applied", "no")
    assert redact(study, "--accept")[0] == 0
    assert "kept = 3" in (study / "waves" / WAVE / "redacted.toml").read_text(encoding="utf-8")


def test_a_settled_review_accepted_again_keeps_its_day(study: Path) -> None:
    redact(study)
    decide(study, "no", "no", "no", "no")
    redact(study, "--accept")
    record = study / "waves" / WAVE / "redacted.toml"
    before = re.sub(r"on = \S+", "on = 2020-02-03", record.read_text(encoding="utf-8"))
    record.write_text(before, encoding="utf-8")
    assert redact(study, "--accept")[0] == 0
    assert record.read_text(encoding="utf-8") == before
    decide(study, "yes")
    assert redact(study, "--accept")[0] == 0
    assert "2020" not in record.read_text(encoding="utf-8")
    assert "replaced = 4" in record.read_text(encoding="utf-8")


def test_a_record_of_an_earlier_version_keeps_its_day_and_takes_the_hash(study: Path) -> None:
    redact(study)
    decide(study, "no", "no", "no", "no")
    redact(study, "--accept")
    record = study / "waves" / WAVE / "redacted.toml"
    whole = re.sub(r"on = \S+", "on = 2020-02-03", record.read_text(encoding="utf-8"))
    earlier = re.sub(r"decisions = .*\n", "", whole)
    assert earlier != whole
    record.write_text(earlier, encoding="utf-8")
    assert redact(study, "--accept")[0] == 0
    assert record.read_text(encoding="utf-8") == whole
    record.write_text(earlier.replace("kept = 4", "kept = 3"), encoding="utf-8")
    assert redact(study, "--accept")[0] == 0
    assert "2020" not in record.read_text(encoding="utf-8")


def test_other_decisions_of_equal_number_are_dated_anew(study: Path) -> None:
    redact(study)
    decide(study, "yes", "no", "no", "no")
    redact(study, "--accept")
    record = study / "waves" / WAVE / "redacted.toml"
    before = re.sub(r"on = \S+", "on = 2020-02-03", record.read_text(encoding="utf-8"))
    record.write_text(before, encoding="utf-8")
    path = study / "waves" / WAVE / "redactions.csv"
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    verbatim, start, end, *_ = lines[-1].split(",")
    other = ("0", "1") if start != "0" else (str(int(end) + 1), str(int(end) + 2))
    found = said(study)[verbatim][int(other[0]) : int(other[1])]
    lines[-1] = f'{verbatim},{other[0]},{other[1]},"{found}",name,[Personne 9],no,,'
    path.write_text("\n".join(lines) + "\n", encoding="utf-8-sig")
    assert redact(study, "--accept")[0] == 0
    after = record.read_text(encoding="utf-8")
    assert "2020-02-03" not in after
    assert re.findall(r"(?:verbatims|replaced|kept) = \d+", after) == re.findall(
        r"(?:verbatims|replaced|kept) = \d+", before
    )
    assert not any(secret in after for secret in SECRETS)


def test_a_pseudonym_is_that_of_the_person_in_every_wave(study: Path) -> None:
    shutil.copytree(study / "waves" / WAVE, study / "waves" / "2027")
    path = study / "waves" / "2027" / "verbatims.csv"
    path.write_text(
        'verbatim_id,case_id,text\nW1,E01,"Mme Rose Le Gall puis Martin, au 06.12.34.56.78 ou au 01 44 55 66 77"\n'
        "W2,E02,Rien\nW3,E03,Rien\n",
        encoding="utf-8",
    )
    redact(study)
    propose_redactions(study, "2027")
    later = (study / "waves" / "2027" / "redactions.csv").read_text(encoding="utf-8-sig")
    given = {r["found"]: r["pseudonym"] for r in csv.DictReader(io.StringIO(later, newline=""))}
    assert given == {
        "Rose Le Gall": "[Personne 2]",
        "Martin": "[Personne 1]",
        "06.12.34.56.78": "[Téléphone 1]",
        "01 44 55 66 77": "[Téléphone 2]",
    }


def test_a_number_that_stands_in_a_text_is_not_given_again(study: Path) -> None:
    redact(study)
    decide(study, "yes")
    redact(study, "--accept")
    (study / ".relstudy" / "pseudonyms.csv").unlink()
    path = study / "waves" / WAVE / "verbatims.csv"
    path.write_text(
        path.read_text(encoding="utf-8").replace("Rien à dire", "Mme Caradec, rien à dire"), encoding="utf-8"
    )
    redact(study)
    assert {r["pseudonym"] for r in table(study) if not r["decision"]} == {"[Personne 2]"}


def test_lines_a_person_adds_or_rewords_are_taken(study: Path) -> None:
    redact(study)
    with (study / "waves" / WAVE / "redactions.csv").open("a", encoding="utf-8") as file:
        file.write("V3,,,0612345678,,[Dossier],,,\n")
    decide(study, "yes", pseudonym={0: "[Lui]", 2: "[Lui]"})
    assert redact(study, "--accept")[0] == 0
    assert said(study)["V3"].endswith("produit n° [Dossier]. Rien à dire de plus.")
    assert said(study)["V2"].startswith("M. [Lui] m'a")
    key = (study / ".relstudy" / "pseudonyms.csv").read_text(encoding="utf-8")
    assert "[Lui],name,paul martin" in key


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"decision": {0: "peut-être"}}, "bad-value"),
        ({"pseudonym": {1: ""}}, "missing-value"),
        ({"pseudonym": {1: "=HYPERLINK(1)"}}, "bad-value"),
        ({"pseudonym": {0: "[Lui]"}}, "two-pseudonyms"),
        ({"found": {0: "Pierre"}}, "quote-not-in-source"),
        ({"start": {0: "900"}}, "quote-not-in-source"),
        ({"start": {0: ""}}, "quote-not-in-source"),
        ({"verbatim_id": {0: "V9"}}, "unknown-item"),
        ({"start": {0: "13", 1: "18"}, "end": {1: "24"}, "found": {1: "Martin"}}, "overlapping-passages"),
    ],
)
def test_what_is_not_clear_is_refused_and_nothing_is_touched(
    study: Path, cells: dict[str, dict[int, str]], code: str
) -> None:
    redact(study)
    decide(study, "yes", **cells)
    before = files(study)
    answer, _, told = redact(study, "--accept")
    assert (answer, code in told) == (1, True), told
    assert {n: c for n, c in files(study).items() if not n.endswith("lock")} == {
        n: c for n, c in before.items() if not n.endswith("lock")
    }


def test_a_coding_that_cannot_be_shifted_refuses_it_all(study: Path) -> None:
    redact(study)
    decide(study, "yes")
    with (study / "waves" / WAVE / "codings.csv").open("a", encoding="utf-8") as file:
        file.write("V1,wait,anna,13,17,Paul,1\n")
    before = files(study / "waves")
    code, _, told = redact(study, "--accept")
    assert (code, "unsure-coding" in told) == (1, True)
    assert files(study / "waves") == before


class Cut(BaseException):
    """Stands for the end of the process."""


@pytest.mark.parametrize(
    ("module", "part", "calls"),
    [(staging, "write_down", 1), (staging, "move", 0), (staging, "move", 1), (rerunning, "run_again", 0)],
)
def test_a_call_cut_short_changes_nothing_or_is_finished_by_the_next(
    ran: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: object, part: str, calls: int
) -> None:
    study = Path(shutil.copytree(ran, tmp_path / "study"))
    redact(study)
    decide(study, "yes")
    before, act, left = files(study / "waves"), getattr(module, part), [calls]

    def cut(*given: object, **named: object) -> object:
        if left[0] == 0:
            raise Cut
        left[0] -= 1
        return act(*given, **named)

    monkeypatch.setattr(module, part, cut)
    with pytest.raises(Cut):
        apply_redactions(study, WAVE, on=ON)
    monkeypatch.undo()
    planned = (study / ".relstudy" / "redacting" / "plan.json").is_file()
    assert planned or files(study / "waves") == before
    if planned:
        assert say("forget", study, "E01")[0] == 1
    redact(study, "--accept")
    assert "Paul" not in "".join(said(study).values())
    assert not (study / ".relstudy" / "redacting").exists()
    assert say("check", study)[0] == 0


def test_a_case_that_is_forgotten_leaves_the_key_and_the_review(ran: Path, tmp_path: Path) -> None:
    study = Path(shutil.copytree(ran, tmp_path / "study"))
    redact(study)
    assert say("forget", study, "E01")[0] == 0
    assert {r["verbatim_id"] for r in table(study)} == {"V2"}
    key = (study / ".relstudy" / "pseudonyms.csv").read_text(encoding="utf-8")
    assert "0612345678" not in key
    assert "[Personne 1],name,paul martin,Paul Martin,2026/V2" in key
    read = read_study(study).study
    assert read is not None


def test_a_workbook_gets_a_workbook_and_formulas_stay_text(study: Path) -> None:
    path = study / "waves" / WAVE / "verbatims.csv"
    book = openpyxl.Workbook()
    assert book.active is not None
    for number, (name, text) in enumerate(SAID.items(), 1):
        if number == 1:
            book.active.append(["verbatim_id", "case_id", "text"])
        book.active.append([name, f"E0{number}", text.replace("06 12 34 56 78", "+33 6 12 34 56 78")])
    path.unlink()
    book.save(path.with_suffix(".xlsx"))
    redact(study)
    review = openpyxl.load_workbook(study / "waves" / WAVE / "redactions.xlsx")
    cells = [cell for row in review.active.iter_rows() for cell in row]
    assert "+33 6 12 34 56 78" in [cell.value for cell in cells]
    assert {cell.data_type for cell in cells if isinstance(cell.value, str)} == {"s"}
    for row in range(2, review.active.max_row + 1):
        review.active.cell(row, 7).value = "yes"
    review.save(study / "waves" / WAVE / "redactions.xlsx")
    assert redact(study, "--accept")[0] == 1  # the codings were made for the texts before
    (study / "waves" / WAVE / "codings.csv").write_text("verbatim_id,code_id\nV1,far\n", encoding="utf-8")
    assert redact(study, "--accept")[0] == 0
    texts = openpyxl.load_workbook(path.with_suffix(".xlsx")).active
    assert texts["C2"].value.startswith("Je m'appelle [Personne 1], appelez-moi au [Téléphone 1]")


def test_a_text_that_would_run_as_a_formula_is_inert_in_the_table_and_read_as_it_is(study: Path) -> None:
    path = study / "waves" / WAVE / "verbatims.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("06 12 34 56 78", "+33 6 12 34 56 78"), encoding="utf-8")
    (study / "waves" / WAVE / "codings.csv").write_text("verbatim_id,code_id\nV1,far\n", encoding="utf-8")
    redact(study)
    assert [r["found"] for r in table(study) if r["kind"] == "phone"] == ["'+33 6 12 34 56 78"]
    decide(study, "yes")
    assert redact(study, "--accept")[0] == 0


def test_a_spreadsheet_that_dropped_a_zero_is_understood(study: Path) -> None:
    path = study / "waves" / WAVE / "verbatims.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("06 12 34 56 78 😀", "0612345678 😀"), encoding="utf-8")
    (study / "waves" / WAVE / "codings.csv").write_text("verbatim_id,code_id\nV1,far\n", encoding="utf-8")
    redact(study)
    decide(study, "yes", found={1: "612345678"})
    assert redact(study, "--accept")[0] == 0
    assert "0612345678" not in said(study)["V1"]


def test_files_that_still_hold_what_was_replaced_are_named(study: Path) -> None:
    redact(study)
    decide(study, "yes")
    (study / "notes.txt").write_text("Paul Martin, 06 12 34 56 78", encoding="utf-8")
    delivered = study / "deliveries" / WAVE / "v1" / "report.fr.html"
    delivered.parent.mkdir(parents=True)
    delivered.write_text("06 12 34 56 78", encoding="utf-8")
    code, told, warned = redact(study, "--accept")
    assert (code, "deliveries/2026/v1" in told, "notes.txt" in warned) == (0, True, True)


def test_a_full_disk_leaves_everything_as_it_was(study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    redact(study)
    decide(study, "yes")
    before = files(study / "waves")

    def full(path: Path, content: bytes) -> None:
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(staging, "write_down", full)
    with pytest.raises(StudyError, match="not-writable"):
        apply_redactions(study, WAVE, on=ON)
    assert files(study / "waves") == before
    assert not (study / ".relstudy" / "redacting").exists()
