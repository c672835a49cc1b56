"""Whatever a client opens holds the numbers of the cells and no others, is inert whatever people wrote, and is made again byte for byte."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from finished_files import (
    Printed,
    deck_numbers,
    deck_texts,
    html_numbers,
    is_print_of,
    paper_text,
    sheet_numbers,
)
from good_study import call, responses, write_study
from pptx import Presentation
from report_reading import PageReader

from relstudy.words import LANGS

pytestmark = pytest.mark.every_output
WAVE = "2026-03"
LABEL = (
    "=cmd|'/C calc'!A0 <script>alert(1)</script> & \"x\" {z} {{ 7*7 }} %s \u202e\u05e9\u05dc\u05d5\u05dd \U0001f600 "
    + "w" * 80
)
FORMATS: dict[str, Callable[[bytes], list[Printed]]] = {
    "report.{}.html": html_numbers,
    "origins.{}.html": html_numbers,
    "deck.{}.pptx": deck_numbers,
    "tables.{}.xlsx": sheet_numbers,
}
#: Where something could act: what no tag of a page, no part of an archive and no object of a PDF may hold.
ACTS = re.compile(r"<script>alert|javascript:|\son\w+=", re.IGNORECASE)
ACTS_ON_PAPER = (b"/JavaScript", b"/JS", b"/Launch", b"/OpenAction", b"/EmbeddedFile", b"/AA ")


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a study with all steps in two languages, small enough for some of its numbers to be withheld."""
    folder = write_study(tmp_path_factory.mktemp("finished") / "study", waves=(WAVE,))
    responses(130).to_csv(folder / "waves" / WAVE / "responses.csv", index=False)
    code, told, _ = call("run", folder, "--plain")
    assert (code, told["status"]) == (0, "done"), told["faults"]
    return folder


@pytest.fixture(scope="module")
def out(study: Path) -> Path:
    return study / "out" / WAVE


@pytest.fixture(scope="module")
def cells(out: Path) -> pd.DataFrame:
    return pd.read_parquet(out / "cells.parquet")


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", FORMATS)
def test_every_number_is_its_cell_as_printed_and_none_is_withheld(
    out: Path, cells: pd.DataFrame, name: str, lang: str
) -> None:
    values = dict(zip(cells["key"], cells["value"], strict=True))
    bases = dict(zip(cells["key"], cells["base"], strict=True))
    shut = set(cells.loc[cells["status"] == "withheld", "key"])
    assert shut
    found = FORMATS[name]((out / name.format(lang)).read_bytes())
    assert len(found) > 100
    assert {one.key for one in found} - values.keys() == set()
    assert {one.key for one in found if re.search(r"\d", str(one.said))} & shut == set()
    numbers = [one for one in found if values[one.key] is not None and not pd.isna(values[one.key])]
    wrong = [
        one
        for one in numbers
        if not is_print_of(one.said, values[one.key])
        and not (isinstance(one.said, str) and is_print_of(one.said, values[one.key] * (bases[one.key] or 0)))
    ]
    assert wrong == []


@pytest.mark.parametrize("lang", LANGS)
def test_no_digit_of_a_report_stands_alone(out: Path, lang: str) -> None:
    assert PageReader((out / f"report.{lang}.html").read_text(encoding="utf-8")).strays == []


def test_every_file_was_read_again_and_passed(out: Path) -> None:
    checks = json.loads((out / "manifest.json").read_text(encoding="utf-8"))["checks"]
    assert {f"deck_{lang}_has_no_number_without_cell" for lang in LANGS} <= {check["name"] for check in checks}
    assert [check for check in checks if not check["passed"]] == []


@pytest.mark.parametrize("lang", LANGS)
def test_the_paper_prints_what_the_report_prints(out: Path, lang: str, tmp_path: Path) -> None:
    text = " ".join(paper_text((out / f"report.{lang}.pdf").read_bytes(), tmp_path).split())
    report = html_numbers((out / f"report.{lang}.html").read_bytes())
    printed = {" ".join(str(one.said).split()) for one in report if re.search(r"\d", str(one.said))}
    assert sorted(said for said in printed if said not in text) == []
    known = {said for one in printed for said in re.findall(r"\d+[.,]\d+|\d+(?=\s?%)", one)}
    told = PageReader((out / f"report.{lang}.html").read_text(encoding="utf-8"))
    words = " ".join(told.page_text.values())
    assert {s for s in re.findall(r"\d+[.,]\d+|\d+(?=\s?%)", text) if s not in known and s not in words} == set()


def test_two_builds_are_equal_byte_for_byte(study: Path, out: Path, tmp_path: Path) -> None:
    code, _, _ = call("run", study, "--plain", "--force", "--out", tmp_path)
    assert code == 0
    first = {path.name: path.read_bytes() for path in out.iterdir()}
    assert [name for name, content in first.items() if (tmp_path / WAVE / name).read_bytes() != content] == []


# -- whatever people wrote -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return what a study makes whose labels, quotes, folder, brand, logo and template are hostile."""
    agency = tmp_path_factory.mktemp("hostile")
    folder = write_study(agency / "étude =cmd() <b> \U0001f600", waves=(WAVE,))
    (agency / "templates").mkdir()
    (agency / "templates/cover.html.j2").write_text("<h3>{{ study }}</h3><p>{{ brand }} {{ client }}</p>")
    (agency / "_brand.toml").write_text(
        f"name = {json.dumps(LABEL, ensure_ascii=False)}\nlogo = '=cmd().svg'\n", encoding="utf-8"
    )
    (agency / "=cmd().svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" onload="alert(1)"><script>alert(1)</script>'
        '<a href="javascript:alert(1)"><text>x</text></a><path d="M0 0h9v9z"/></svg>'
    )
    said = json.dumps(LABEL, ensure_ascii=False).replace("\\", "\\\\")
    for name in ("study.toml", "questionnaire.toml"):
        path = folder / name
        told = re.sub(r'\b(fr|en|client) = "[^"]*"', rf"\1 = {said}", path.read_text(encoding="utf-8"))
        path.write_text(told, encoding="utf-8")
    for name in ("offers.csv", "players.csv", "expectations.csv", "codebook.csv"):
        _with_labels(folder / name, ("label", "label_fr", "label_en"))
    _with_labels(folder / "waves" / WAVE / "verbatims.csv", ("text",))
    _with_labels(folder / "waves" / WAVE / "audit.csv", ("source", "action"))
    wave = folder / "waves" / WAVE / "wave.toml"
    wave.write_text(wave.read_text().replace('"online"', json.dumps(LABEL, ensure_ascii=False)), encoding="utf-8")
    code, told, _ = call("run", folder, "--plain")
    assert (code, told["status"]) == (0, "done"), [f for f in told["faults"] if f["severity"] == "error"]
    return folder / "out"


def _with_labels(path: Path, columns: tuple[str, ...]) -> None:
    """Put the hostile text before what a table says in some columns: places of codings within a text hold no more than they did."""
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    for row in rows:
        for column in columns:
            if column in row:
                row[column] = row[column] + " " + LABEL if column == "text" else LABEL
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


@pytest.mark.parametrize(
    "name", [*(f"{WAVE}/{kind}.{lang}.html" for kind in ("report", "origins") for lang in LANGS), "index.html"]
)
def test_a_hostile_page_is_text(hostile: Path, name: str) -> None:
    page = (hostile / name).read_text(encoding="utf-8")
    reader = PageReader(page)
    assert reader.misnested == []
    assert not any(attribute.startswith("on") for _, named in reader.elements for attribute in named)
    assert [tag for tag, _ in reader.elements].count("script") == (1 if "report" in name else 0)
    assert not [
        link for link in reader.links if not re.match(r"#|data:(?:,|image/|font/)|[\w./%-]*(?:#[\w-]+)?$", link)
    ]
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize("lang", LANGS)
def test_a_hostile_deck_and_workbook_run_nothing(hostile: Path, lang: str) -> None:
    for name in (f"deck.{lang}.pptx", f"tables.{lang}.xlsx"):
        content = (hostile / WAVE / name).read_bytes()
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = {part: archive.read(part) for part in archive.namelist()}
        inner = [zipfile.ZipFile(io.BytesIO(part)) for held, part in parts.items() if held.endswith(".xlsx")]
        parts |= {f"{i}/{held}": one.read(held) for i, one in enumerate(inner) for held in one.namelist()}
        assert not [
            part for part, body in parts.items() if part.endswith((".xml", ".rels")) and ACTS.search(body.decode())
        ]
        assert not [part for part, body in parts.items() if "worksheets/" in part and re.search(rb"<f[ >]", body)]
        assert not [part for part in parts if "vba" in part.lower() or "oleObject" in part]
        assert not [part for part, body in parts.items() if part.endswith(".rels") and b'TargetMode="External"' in body]
    deck = (hostile / WAVE / f"deck.{lang}.pptx").read_bytes()
    assert Presentation(io.BytesIO(deck)).slides
    assert "<script>alert(1)</script>" in deck_texts(deck)
    assert not re.search(r"[\u202a-\u202e\u2066-\u2069]", deck_texts(deck))


@pytest.mark.parametrize("lang", LANGS)
def test_a_hostile_paper_is_a_text(hostile: Path, lang: str, tmp_path: Path) -> None:
    content = (hostile / WAVE / f"report.{lang}.pdf").read_bytes()
    assert content.startswith(b"%PDF-")
    assert [act for act in ACTS_ON_PAPER if act in content] == []
    assert not re.search(rb"/S\s*/URI", content)
    assert "<script>alert(1)</script>" in "".join(paper_text(content, tmp_path).split())


def test_hostile_cells_and_checks_hold(hostile: Path) -> None:
    with (hostile / WAVE / "cells.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    assert not [cell for row in rows for cell in row if re.match(r"[=@+]|-(?!\d)", cell)]
    checks = json.loads((hostile / WAVE / "manifest.json").read_text(encoding="utf-8"))["checks"]
    assert [check for check in checks if not check["passed"]] == []
