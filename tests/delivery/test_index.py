"""The index of a study and of many: every wave with its state and files, what moved most, the same bytes whatever ran first."""

import re
import shutil
from pathlib import Path
from urllib.parse import unquote

import pytest
from good_study import call
from quick_study import WAVES, write_study

from relstudy.cli import main
from relstudy.delivery import journal
from relstudy.delivery.index import write_index

FIRST, SECOND = WAVES


def more_use_the_app(study: Path, share: float = 0.95) -> None:
    """Let nearly everybody of the second wave tick the app, hardly anybody of the first."""
    for wave, part in ((FIRST, 1 - share), (SECOND, share)):
        path = study / "waves" / wave / "responses.csv"
        head, *rows = path.read_text(encoding="utf-8").splitlines()
        app, why = (head.split(",").index(name) for name in ("Q5_1", "Q6"))
        changed = []
        for number, row in enumerate(rows):
            cells = row.split(",")
            cells[app] = str(int(number < part * len(rows)))
            cells[why] = "01" if cells[app] == "1" else ""
            changed.append(",".join(cells))
        path.write_text("\n".join([head, *changed]) + "\n", encoding="utf-8")


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Path:
    study = write_study(tmp_path_factory.mktemp("index") / "a study & more")
    more_use_the_app(study)
    code, report, _ = call("run", study, "--all", "--plain")
    assert code == 0, report["faults"]
    return study


@pytest.fixture
def study(ran: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(ran, tmp_path / ran.name))


def page_of(study: Path) -> str:
    return (study / "out" / "index.html").read_text(encoding="utf-8")


def links(page: Path) -> list[Path]:
    found = re.findall(r'href="(?!#|data:)([^"]+)"', page.read_text(encoding="utf-8"))
    return [page.parent / unquote(href) for href in found]


def test_a_study_has_its_waves_states_files_and_what_moved(ran: Path) -> None:
    page = page_of(ran)
    assert page.index(f">{SECOND}<") < page.index(f">{FIRST}<")
    assert page.count('class="state draft"') == 2
    linked = links(ran / "out" / "index.html")
    assert len(linked) == len({*linked}) == sum(1 for p in (ran / "out").glob("*/*") if p.is_file())
    assert all(path.is_file() for path in linked)
    assert "Canaux utilisés" in page
    assert "▲" in page
    assert str(ran.parent) not in page
    assert not re.search(r"https?://|<script|\d{2}:\d{2}", page.partition("</style>")[2])


def test_it_is_the_same_whatever_wave_was_run_first(ran: Path, tmp_path: Path) -> None:
    other = Path(shutil.copytree(ran, tmp_path / "other", ignore=shutil.ignore_patterns("out", ".relstudy")))
    for wave in (SECOND, FIRST):
        assert call("run", other, "--wave", wave, "--plain")[0] == 0
    assert page_of(other) == page_of(ran)


def test_a_run_that_changes_nothing_renews_what_the_index_would_say(study: Path) -> None:
    call("run", study, "--all", "--plain")
    shutil.copytree(study / "waves" / SECOND, study / "waves" / "2027-03")
    status = call("run", study, "--wave", SECOND, "--plain")[1]["status"]
    assert status == "unchanged"
    assert 'class="state never_run"' in page_of(study)
    (study / "deliveries" / SECOND / "v2").mkdir(parents=True)
    call("run", study, "--wave", SECOND, "--plain")
    assert 'class="state delivered">Livrée v2<' in page_of(study)


def test_what_a_study_says_of_itself_is_inert(study: Path) -> None:
    path = study / "study.toml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("Relation adhérents", "<script>alert(1)</script> & co"),
        encoding="utf-8",
    )
    assert call("run", study, "--plain")[0] == 0
    page = page_of(study)
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; co" in page


def test_the_last_run_is_told_where_it_made_no_papers(study: Path, tmp_path: Path) -> None:
    page = tmp_path / "index.html"
    responses = study / "waves" / SECOND / "responses.csv"
    kept = responses.read_bytes()
    responses.write_bytes(kept.replace(b"client", b"clinet", 1))
    assert call("run", study, "--plain")[0] == 1
    write_index((tmp_path,), page, "en")
    assert "Last run refused" in page.read_text(encoding="utf-8")
    responses.write_bytes(kept)
    assert call("run", study, "--plain")[1]["status"] in ("done", "unchanged")
    write_index((tmp_path,), page, "en")
    assert "Last run" not in page.read_text(encoding="utf-8")
    journal.note_attempt(study, SECOND, "running")
    write_index((tmp_path,), page, "en")
    assert "Last run interrupted" in page.read_text(encoding="utf-8")
    with journal.hold_wave(study, SECOND):
        write_index((tmp_path,), page, "en")
    assert "Last run" not in page.read_text(encoding="utf-8")


@pytest.mark.parametrize(("lang", "title"), [("fr", "2 études"), ("en", "2 studies")])
def test_one_page_for_all_studies(
    study: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], lang: str, title: str
) -> None:
    broken = tmp_path / "broken"
    (broken / "waves" / "2026").mkdir(parents=True)
    (broken / "study.toml").write_text("[study\n", encoding="utf-8")
    page = tmp_path / "all.html"
    assert main(["index", str(tmp_path), "--out", str(page), "--lang", lang]) == 0
    assert str(page) in capsys.readouterr().out
    text = page.read_text(encoding="utf-8")
    assert f'<h1 dir="auto">{title}</h1>' in text
    assert "broken" in text
    assert all(path.is_file() for path in links(page))
    assert len(links(page)) > 10
    assert main(["index", str(tmp_path), "--out", str(page), "--lang", lang]) == 0


def test_a_page_that_is_no_index_is_not_replaced(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "index.html"
    page.write_text("<p>mine</p>", encoding="utf-8")
    assert main(["index", str(tmp_path), "--out", str(page), "--lang", "en"]) == 2
    assert "is not an index" in capsys.readouterr().err
    assert page.read_text(encoding="utf-8") == "<p>mine</p>"


@pytest.mark.parametrize("words", [[], ["nowhere"]])
def test_a_wrong_line_is_refused(words: list[str]) -> None:
    assert main(["index", *words]) == 2
