"""Coded material taken into a wave: whole or not at all, nothing overwritten unasked, tables that a run reads."""

import contextlib
import csv
import hashlib
import io
import json
import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from interview_study import WAVE, call_json, tables_of, write_interview_study
from refi_files import TEXT, Coded, archive, guid, project, project_xml, words

from relstudy.cli import main

PASSAGES = [Coded(start=start, end=end, codes=("tel",)) for start, end in words(TEXT)[:6]]
DOCUMENTS = {"Anna": (TEXT, [*PASSAGES, Coded(start=0, end=6, codes=("attente",))]), "Bea": ("Rien à dire.", ())}


def put(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


@pytest.fixture
def study(tmp_path: Path) -> Path:
    return write_interview_study(tmp_path / "s")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return put(tmp_path / "export.bin", project(DOCUMENTS, dialect="utf-16"))


def rows(study: Path, name: str) -> list[dict[str, str]]:
    path = study / name if name.startswith("codebook") else study / "waves" / WAVE / name
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


def imported(study: Path, file: Path, *options: str) -> dict[str, Any]:
    code, told = call_json("import", study, file, "--wave", WAVE, *options)
    assert (code, told["faults"]) == (0, [])
    return told


def test_a_study_without_tables_gets_whole_ones_that_run(study: Path, file: Path) -> None:
    told = imported(study, file)
    assert {key: told[key] for key in ("cases", "verbatims", "codings", "codes", "dialect", "score", "losses")} == {
        "cases": 2,
        "verbatims": 2,
        "codings": 7,
        "codes": 2,
        "dialect": "utf-16",
        "score": 1.0,
        "losses": [],
    }
    assert [(one["code_id"], one["label_fr"]) for one in rows(study, "codebook.csv")] == [
        ("tel", "tel"),
        ("attente", "attente"),
    ]
    assert [one["text"] for one in rows(study, "verbatims.csv")] == [TEXT, "Rien à dire."]
    found = rows(study, "codings.csv")
    assert [(int(one["start"]), int(one["end"])) for one in found[:6]] == words(TEXT)[:6]
    assert all(one["quote"] == TEXT[int(one["start"]) : int(one["end"])] for one in found)
    assert {one["coder"] for one in found} == {"claire"}
    assert call_json("check", study)[1]["faults"] == []
    code, run = call_json("run", study, "--plain")
    assert (code, run["status"]) == (0, "done")


def test_the_same_file_twice_changes_no_byte(study: Path, file: Path) -> None:
    imported(study, file)
    before = tables_of(study)
    imported(study, file)
    assert tables_of(study) == before


def test_a_project_of_another_program_finds_its_texts_with_other_line_ends_and_pseudonyms(
    study: Path, tmp_path: Path
) -> None:
    text = "Mme Duval m’a dit :\r\nrien 😡.\r\nFin."
    first = {"Anna": (text, [Coded(start=0, end=9, codes=("tel",))])}
    imported(study, put(tmp_path / "first.qdpx", project(first)))
    # Another coder, on another machine: line ends of one sign.
    other = text.replace("\r\n", "\n")
    start = other.index("rien")
    second = {"Anna": (other, [Coded(start=start, end=start + 6, codes=("attente",))])}
    told = imported(study, put(tmp_path / "second.qdpx", project(second)))
    assert told["losses"] == [{"what": "text-kept", "where": "Anna", "n": 1}]
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        assert main(["import", str(study), str(tmp_path / "second.qdpx"), "--wave", WAVE, "--lang", "en"]) == 0
    assert "Everything is taken over.\nTo know:\n" in said.getvalue()
    kept = tomllib.loads((study / "waves" / WAVE / "imported.toml").read_text(encoding="utf-8"))["imports"]
    assert "losses" not in kept[1]
    assert [one["text"] for one in rows(study, "verbatims.csv")] == [text]
    assert [(one["code_id"], one["quote"]) for one in rows(study, "codings.csv")] == [
        ("tel", "Mme Duval"),
        ("attente", "rien 😡"),
    ]
    # After a review the project still has the name: what it codes more goes where it stands today, and the name stays out.
    wave = study / "waves" / WAVE
    masked = text.replace("Duval", "[P 1]")
    for name, before, after in (("verbatims.csv", text, masked), ("codings.csv", "0,9,Mme Duval", "0,9,Mme [P 1]")):
        content = (wave / name).read_bytes().decode()
        assert before in content
        content = content.replace(before, after)
        (wave / name).write_bytes(content.encode())
    (wave / "redactions.csv").write_text(
        "verbatim_id,start,end,found,kind,pseudonym,decision\nAnna,4,9,[P 1],name,[P 1],applied\n", encoding="utf-8"
    )
    more = {"Anna": (text, [Coded(start=text.index("Fin"), end=len(text), codes=("fin",)), *first["Anna"][1]])}
    imported(study, put(tmp_path / "third.qdpx", project(more)))
    assert [one["text"] for one in rows(study, "verbatims.csv")] == [masked]
    assert [(one["code_id"], one["quote"]) for one in rows(study, "codings.csv")] == [
        ("tel", "Mme [P 1]"),
        ("attente", "rien 😡"),
        ("fin", "Fin."),
    ]
    assert call_json("check", study)[1]["faults"] == []


def test_where_codings_came_from_is_kept_once_and_told(study: Path, file: Path, tmp_path: Path) -> None:
    parts = '<Notes><Note guid="n1" name="Memo de Claire"><PlainTextContent>.</PlainTextContent></Note></Notes>'
    file.write_bytes(project(DOCUMENTS, dialect="utf-16", parts=parts))
    imported(study, file)
    path = study / "waves" / WAVE / "imported.toml"
    kept = tomllib.loads(path.read_text(encoding="utf-8"))["imports"]
    assert [one.pop("on") <= datetime.now(tz=UTC).date() + timedelta(days=1) for one in kept] == [True]
    assert kept == [
        {
            "file": "export.bin",
            "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
            "program": "x",
            "dialect": "utf-16",
            "score": 1.0,
            "codings": 7,
            "losses": {"memo": 1},
        }
    ]
    before = path.read_bytes()
    imported(study, file)
    assert path.read_bytes() == before
    second = put(tmp_path / "codes.qdpx", project({"Carl": ("Le site.", [Coded(start=3, end=7)])}))
    imported(study, second)
    assert [one["file"] for one in tomllib.loads(path.read_text(encoding="utf-8"))["imports"]] == [
        "export.bin",
        "codes.qdpx",
    ]
    assert call_json("run", study, "--plain", "--langs", "fr")[0] == 0
    assert call_json("explain", study, "interviews/tel/cases/_/all")[1]["text"].count("export.bin") == 1
    page = (study / "out" / WAVE / "report.fr.html").read_text(encoding="utf-8")
    assert "Codages importés" in page
    assert "codes.qdpx" in page
    assert "en unités UTF-16, un émoji pour deux" in page
    losses = json.loads((study / "out" / WAVE / "manifest.json").read_text(encoding="utf-8"))["losses"]
    assert losses == [{"what": "memo", "where": "export.bin", "n": 1}]


def test_a_record_that_is_not_sound_is_a_fault(study: Path, file: Path) -> None:
    imported(study, file)
    path = study / "waves" / WAVE / "imported.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("score = 1.0", 'score = "high"'), encoding="utf-8")
    code, told = call_json("check", study)
    assert code == 1
    assert [(f["code"], f["file"], f["column"]) for f in told["faults"]] == [
        ("bad-value", f"waves/{WAVE}/imported.toml", "score")
    ]


def test_a_second_file_joins_what_stands(study: Path, file: Path, tmp_path: Path) -> None:
    imported(study, file)
    before = tables_of(study)
    second = {"Carl": ("Le site, toujours.", [Coded(start=3, end=7, codes=("Site web", "tel"))])}
    imported(study, put(tmp_path / "second.qdpx", project(second)))
    after = tables_of(study)
    assert all(after[name].startswith(content) for name, content in before.items())
    assert [one["code_id"] for one in rows(study, "codebook.csv")] == ["tel", "attente", "site_web"]
    assert [one["case_id"] for one in rows(study, "cases.csv")] == ["Anna", "Bea", "Carl"]


def test_lines_that_stand_keep_their_words_their_order_and_their_format(study: Path, file: Path) -> None:
    wave = study / "waves" / WAVE
    (study / "codebook.csv").write_bytes("code_id;label_fr\r\nphone;Tel\r\n".encode("utf-8-sig"))
    (wave / "cases.csv").write_bytes("case_id;target\r\nBea;client\r\nAnna;prospect\r\n".encode("cp1252"))
    imported(study, file)
    assert (wave / "cases.csv").read_bytes() == b"case_id;target\r\nBea;client\r\nAnna;prospect\r\n"
    assert (study / "codebook.csv").read_bytes().decode(
        "utf-8-sig"
    ) == "code_id;label_fr\r\nphone;Tel\r\nattente;attente\r\n"
    assert {one["code_id"] for one in rows(study, "codings.csv")} == {"phone", "attente"}


def test_what_says_otherwise_is_refused_with_its_line_and_nothing_is_written(
    study: Path, file: Path, tmp_path: Path
) -> None:
    imported(study, file)
    before = tables_of(study)
    other = {"Anna": ("Autre texte.", [Coded(start=0, end=5)]), "Dora": ("Bonjour.", [Coded(start=0, end=7)])}
    path = put(tmp_path / "other.qdpx", project(other))
    code, told = call_json("import", study, path, "--wave", WAVE)
    assert code == 1
    assert [(f["code"], f["file"], f["line"], f["column"], f["item"]) for f in told["faults"]] == [
        ("stands-otherwise", f"waves/{WAVE}/verbatims.csv", 2, "text", "Anna")
    ]
    assert tables_of(study) == before
    imported(study, path, "--force")
    assert [(one["verbatim_id"], one["text"]) for one in rows(study, "verbatims.csv")] == [
        ("Anna", "Autre texte."),
        ("Bea", "Rien à dire."),
        ("Dora", "Bonjour."),
    ]
    # The codings that pointed into the text that gave way are gone with it.
    assert [(one["verbatim_id"], one["quote"]) for one in rows(study, "codings.csv")] == [
        ("Anna", "Autre"),
        ("Dora", "Bonjour"),
    ]
    assert call_json("check", study)[1]["faults"] == []


def test_tables_that_do_not_read_are_said_and_left(study: Path, file: Path) -> None:
    path = study / "waves" / WAVE / "cases.csv"
    path.write_text("case_id,kind\nAnna,personne\n", encoding="utf-8")
    code, told = call_json("import", study, file, "--wave", WAVE)
    assert (code, [(f["code"], f["file"], f["line"]) for f in told["faults"]]) == (
        1,
        [("bad-value", f"waves/{WAVE}/cases.csv", 2)],
    )
    assert tables_of(study) == {"cases.csv": b"case_id,kind\nAnna,personne\n"}


def test_all_faults_are_said_at_once(study: Path, tmp_path: Path) -> None:
    code, told = call_json("import", study, tmp_path / "none.qdpx", "--wave", WAVE)
    assert (code, [f["code"] for f in told["faults"]]) == (1, ["missing-file"])
    assert (told["cases"], told["losses"]) == (0, [])
    code, told = call_json("import", study, tmp_path / "none.qdpx", "--wave", "1999")
    assert (code, told["faults"][0]["file"]) == (1, "waves/1999/wave.toml")
    code, told = call_json("import", study, put(tmp_path / "x.qdpx", b"\1\2\3"), "--wave", WAVE)
    assert (code, [f["code"] for f in told["faults"]]) == (1, ["unreadable-file"])


def test_a_broken_coded_table_is_no_transcript(study: Path, tmp_path: Path) -> None:
    path = put(tmp_path / "t.csv", b"cas;texte;code\nE1;oui;A\nE2;non;B;trop\n")
    code, told = call_json("import", study, path, "--wave", WAVE)
    assert (code, [(f["code"], f["line"]) for f in told["faults"]]) == (1, [("broken-row", 3)])
    assert tables_of(study) == {}


def test_a_project_of_which_no_coding_finds_its_text_is_refused_unless_its_texts_alone_are_wanted(
    study: Path, tmp_path: Path
) -> None:
    xml = project_xml({"Anna": ("Bonjour", [Coded(start=0, end=5), Coded(start=1, end=5)])}).replace('="5"', '="50"')
    file = put(tmp_path / "p.qdpx", archive({"p.qde": xml.encode(), f"sources/{guid('Anna')}.txt": b"Bonjour"}))
    code, told = call_json("import", study, file, "--wave", WAVE)
    assert (code, [(f["code"], f["found"]) for f in told["faults"]]) == (1, [("no-coding-placed", "2")])
    assert tables_of(study) == {}
    told = imported(study, file, "--force")
    assert (told["codings"], told["verbatims"]) == (0, 1)
    assert [loss["what"] for loss in told["losses"]] == ["selection-outside-text"]


def test_codes_alone_join_the_codebook_of_a_wave_without_tables(study: Path, tmp_path: Path) -> None:
    xml = b'<CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes><Code guid="a" name="Canal" isCodable="true"/></Codes><Sets/></CodeBook>'
    told = imported(study, put(tmp_path / "c.qdc", xml))
    assert (told["codes"], told["cases"], told["dialect"]) == (1, 0, None)
    assert list(tables_of(study)) == ["codebook.csv"]


def test_a_study_that_has_no_interviews_is_warned(tmp_path: Path, file: Path) -> None:
    study = write_interview_study(tmp_path / "off", interviews=False)
    code, told = call_json("import", study, file, "--wave", WAVE)
    assert (code, [(f["code"], f["severity"]) for f in told["faults"]]) == (0, [("interviews-off", "warning")])


def test_texts_of_a_large_register_keep_their_line_ends(study: Path, tmp_path: Path) -> None:
    long = ("Une phrase 😡 dite.\r\n" * 4000, [Coded(start=11, end=12, codes=("tel",))])
    texts = {f"n{number:03}": long for number in range(15)}
    imported(study, put(tmp_path / "long.qdpx", project(texts, dialect="utf-16")))
    before = tables_of(study)
    assert len(before["verbatims.csv"]) > 2**20
    imported(study, tmp_path / "long.qdpx")
    assert tables_of(study) == before
    assert call_json("check", study)[1]["faults"] == []


def test_a_transcript_gives_a_wave_to_code(study: Path, tmp_path: Path) -> None:
    path = put(tmp_path / "E07.txt", "Claire : Alors ?\nAnna : Le téléphone.\nClaire : Et ?\nAnna : Voilà.\n".encode())
    code, told = call_json("import", study, path, "--wave", WAVE)
    assert (code, [f["code"] for f in told["faults"]]) == (1, ["unsettled-speakers"])
    told = imported(study, path, "--interviewer", "claire")
    assert (told["verbatims"], told["codings"], told["dialect"]) == (2, 0, None)
    assert told["losses"] == [{"what": "interviewer-turn", "where": "E07.txt: Claire", "n": 2}]
    assert sorted(tables_of(study)) == ["cases.csv", "codings.csv", "verbatims.csv"]


def test_highlights_find_their_places_in_the_texts_of_the_wave(study: Path, file: Path, tmp_path: Path) -> None:
    imported(study, file)
    table = f"document,tag,content\nAnna,attente,déçue 😡 par\nAnna,attente,{TEXT[-8:]}\n".encode()
    told = imported(study, put(tmp_path / "highlights.csv", table))
    assert (told["verbatims"], told["codings"], told["dialect"]) == (0, 2, "quote")
    assert call_json("check", study)[1]["faults"] == []


def test_registers_in_workbooks_are_filled_as_workbooks(study: Path, file: Path) -> None:
    wave = study / "waves" / WAVE
    for name, heads in (("verbatims", ("verbatim_id", "case_id", "text")), ("cases", ("case_id",))):
        book = openpyxl.Workbook()
        book.active.append(heads)
        book.active.append(("V0", "C0", "Déjà là.")[: len(heads)] if name == "verbatims" else ("C0",))
        book.save(wave / f"{name}.xlsx")
    imported(study, file)
    assert sorted(tables_of(study)) == ["cases.xlsx", "codebook.csv", "codings.csv", "verbatims.xlsx"]
    assert call_json("check", study)[1]["ok"]
    code, told = call_json("import", study, file, "--wave", WAVE)
    assert (code, told["faults"]) == (0, [])


def test_a_text_too_long_for_a_cell_of_a_workbook_is_refused(study: Path, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(("verbatim_id", "case_id", "text"))
    book.save(study / "waves" / WAVE / "verbatims.xlsx")
    before = tables_of(study)
    long = {"Anna": ("mot " * 9000, [Coded(start=0, end=3)])}
    code, told = call_json("import", study, put(tmp_path / "l.qdpx", project(long)), "--wave", WAVE)
    assert (code, [(f["code"], f["item"]) for f in told["faults"]]) == (1, [("too-long-for-a-cell", "Anna")])
    assert tables_of(study) == before


def test_the_transcripts_of_a_folder_come_in_together_or_not_at_all(study: Path, tmp_path: Path) -> None:
    folder = tmp_path / "entretiens reçus"
    folder.mkdir()
    for n in (1, 2, 10):
        talk = f"Enquêtrice : Racontez-moi.\nRépondant : J'ai appelé {n} fois.\n"
        (folder / f"Entretien {n:02d} – adhérent.txt").write_text(talk, encoding="utf-8")
    (folder / "~$tretien 02.docx").write_bytes(b"\x04Anne")
    told = imported(study, folder)
    assert (told["cases"], told["verbatims"], told["codings"]) == (3, 3, 0)
    assert [row["text"] for row in rows(study, "verbatims.csv")] == [f"J'ai appelé {n} fois." for n in (1, 2, 10)]
    assert {loss["what"] for loss in told["losses"]} == {"interviewer-turn"}
    again = imported(study, folder)
    assert again["cases"] == 3
    assert len(rows(study, "cases.csv")) == 3
    before = tables_of(study)
    put(folder / "tableau.png", b"\x89PNG\r\n\x1a\n\x00\x00")
    put(folder / "projet.qdpx", project(DOCUMENTS, dialect="utf-16"))
    code, told = call_json("import", study, folder, "--wave", WAVE)
    assert code == 1
    assert [(f["code"], f["file"]) for f in told["faults"]] == [
        ("unreadable-file", "projet.qdpx"),
        ("unreadable-file", "tableau.png"),
    ]
    assert tables_of(study) == before
    (folder / "tableau.png").unlink()
    (folder / "projet.qdpx").unlink()
    put(folder / "Entretien 01 – adhérent.vtt", (folder / "Entretien 01 – adhérent.txt").read_bytes())
    code, told = call_json("import", study, folder, "--wave", WAVE)
    assert (code, [f["code"] for f in told["faults"]]) == (1, ["duplicate-id"])


def test_a_folder_without_transcripts_is_refused(study: Path, tmp_path: Path) -> None:
    (tmp_path / "vide").mkdir()
    code, told = call_json("import", study, tmp_path / "vide", "--wave", WAVE)
    assert (code, [f["code"] for f in told["faults"]]) == (1, ["unreadable-file"])
