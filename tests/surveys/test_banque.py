"""The demo study: its data are what its generator draws, it has no fault, and the software finds again what was planted."""

import csv
import importlib.util
import re
import shutil
import subprocess
import sys
import tomllib
from dataclasses import replace
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
from accessibility import CHROMIUM, open_browser, violations
from good_study import call, cells_of
from report_reading import PageReader
from sklearn.metrics import adjusted_rand_score

from relstudy.definitions.read_folder import StudyFolder
from relstudy.definitions.reading import read_study
from relstudy.delivery import journal
from relstudy.delivery.past import read_past
from relstudy.delivery.store import FileStore, KeptResults
from relstudy.delivery.wave_papers import lay_papers
from relstudy.errors import FaultLog
from relstudy.intake.interviews import read_interviews
from relstudy.report import open_context
from relstudy.report.book import open_book
from relstudy.report.paper.setting import set_paper
from relstudy.report.read_texts import check_texts, read_texts
from relstudy.report.rendering import lay_paper
from relstudy.survey.plan import Study
from relstudy.words import LANGS, Lang, load_words

BANQUE = Path(__file__).parents[2] / "surveys" / "banque"
WAVES = ("2025-03", "2026-03", "2027-03")
DRAWN = ("responses.csv", "cases.csv", "verbatims.csv", "codings.csv", "asked.csv", "tradeoffs.csv", "open_codings.csv")
PLAN = tomllib.loads((BANQUE / "planted.toml").read_text(encoding="utf-8"))
TWO_MEGABYTES = 2 * 1024 * 1024


def own_files() -> list[Path]:
    """Return the files of the study itself: neither results nor what an interpreter leaves."""
    left = {"out", ".relstudy", "__pycache__", "deliveries"}
    return [p for p in sorted(BANQUE.rglob("*")) if p.is_file() and not left & set(p.relative_to(BANQUE).parts)]


def rows(*parts: str) -> list[dict[str, str]]:
    with BANQUE.joinpath(*parts).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def generate():
    spec = importlib.util.spec_from_file_location("generate_banque", BANQUE / "generate.py")
    module = importlib.util.module_from_spec(spec)
    before = list(sys.path)
    spec.loader.exec_module(module)
    yield module
    sys.path[:] = before


@pytest.fixture(scope="module")
def study() -> Study:
    reading = read_study(BANQUE)
    assert not reading.faults
    return reading.study


# -- the files ---------------------------------------------------------------------------------------


def test_the_data_are_what_the_generator_draws(generate, tmp_path: Path) -> None:
    generate.write_study(tmp_path)
    for wave in WAVES:
        for name in DRAWN:
            drawn, kept = (folder / "waves" / wave / name for folder in (tmp_path, BANQUE))
            assert drawn.read_bytes() == kept.read_bytes(), f"{wave}/{name}"
    told = [wave for wave in WAVES if (tmp_path / "waves" / wave / "journeys.csv").exists()]
    assert told == [wave for wave in WAVES if (BANQUE / "waves" / wave / "journeys.csv").exists()] == ["2027-03"]
    drawn, kept = (folder / "waves/2027-03/journeys.csv" for folder in (tmp_path, BANQUE))
    assert drawn.read_bytes() == kept.read_bytes()


def test_the_study_is_complete_and_small(study: Study) -> None:
    kinds = [offer.kind for offer in study.offers]
    assert kinds.count("channel") >= 12
    assert kinds.count("service") + kinds.count("procedure") >= 6
    assert {offer.status for offer in study.offers} == {"in_use", "project", "retired"}
    assert {offer.family for offer in study.offers} == {"traditional", "digital", "emerging"}
    assert len(study.expectations) == 14
    assert all(e.offer and e.code and e.importance_item and e.satisfaction_item for e in study.expectations)
    players = [player.kind for player in study.players]
    assert (players.count("client"), players.count("competitor"), players.count("adjacent")) == (1, 6, 2)
    weights = {c.id: c.weight for c in study.criteria}
    assert weights == {"reach": 0.20, "engagement": 0.30, "cost": 0.15, "brand_fit": 0.15, "growth": 0.20}
    assert sum(p.stat().st_size for p in own_files()) < TWO_MEGABYTES


@pytest.mark.parametrize("wave", WAVES)
def test_a_wave_is_complete(wave: str) -> None:
    cases = rows("waves", wave, "cases.csv")
    assert [c["target"] for c in cases].count("client") == 16
    assert [c["target"] for c in cases].count("prospect") == 8
    assert [c["kind"] for c in cases].count("group") == 2
    spoken = [v["case_id"] for v in rows("waves", wave, "verbatims.csv")]
    assert all(spoken.count(c["case_id"]) >= 4 for c in cases)
    assert len({b["practice"] for b in rows("waves", wave, "benchmark.csv")}) >= 10
    assert len({b["scorer"] for b in rows("waves", wave, "benchmark.csv")}) == 2
    answers = rows("waves", wave, "responses.csv")
    assert len({a["ident"] for a in answers}) == len(answers) == PLAN["waves"][wave]["respondents"]
    assert 0.70 < sum(a["CIBLE"] == "client" for a in answers) / len(answers) < 0.80
    blank = [a[f"Q6_{i}"] == "" for a in answers for i in range(1, 9)]
    assert 0.005 < sum(blank) / len(blank) < 0.03


def test_what_is_invented_says_so(study: Study) -> None:
    assert "données fictives" in study.labels.get("study", lang="fr")
    assert "invented" in study.labels.get("study", lang="en")
    assert "fictive" in (study.client or "")
    for player in study.players:
        assert re.search(r"\(fictif|\(fictive", study.labels.get("player", player.id, lang="fr"))
        assert "(invented)" in study.labels.get("player", player.id, lang="en")
    for wave in study.waves:
        assert "données fictives" in wave.labels.get("wave", wave.id, lang="fr")
        for source in wave.texts.values():
            assert re.search(
                "fictives|invented", source.absolute.read_text(encoding="utf-8").partition("[synthesis]")[2]
            )


def test_every_label_is_there_in_both_languages(study: Study) -> None:
    texts = {key: label for wave in study.waves for key, label in wave.labels.texts.items()}
    # What a code means is written once, in the coders' language.
    told = {key: label for key, label in {**study.labels.texts, **texts}.items() if not key.startswith("definition/")}
    lacking = [key for key, label in told.items() if label and set(label) != {"fr", "en"}]
    assert not lacking
    assert all(set(wave.texts) == {"fr", "en"} for wave in study.waves)


FRENCH_COLUMNS = (
    "label_fr",
    "definition",
    "include",
    "exclude",
    "example",
    "text",
    "attributes",
    "action",
    "source",
    "owner",
)


def french_texts() -> list[str]:
    """Return all French that a reader may see: labels, verbatims, guide, the analyst's words."""
    texts = []
    for path in own_files():
        if path.suffix == ".csv" and path.name != "responses.csv":
            table = rows(*path.relative_to(BANQUE).parts)
            texts += [line[column] for line in table for column in FRENCH_COLUMNS if line.get(column)]
        elif path.suffix == ".md" and ".en." not in path.name:
            texts.append(re.sub(r"```.*?```|`[^`]*`", "", path.read_text(encoding="utf-8"), flags=re.DOTALL))
        elif path.suffix == ".toml" and path.parent.name != "generate":
            texts += words_of(tomllib.loads(path.read_text(encoding="utf-8")), every=path.name == "texts.fr.toml")
    return texts


def words_of(value: object, *, every: bool, key: str = "") -> list[str]:
    """Return the texts below `fr`, or `every` text that is no condition."""
    if isinstance(value, dict):
        return [text for name, part in value.items() for text in words_of(part, every=every, key=name)]
    if isinstance(value, list):
        return [text for part in value for text in words_of(part, every=every, key=key)]
    return [value] if isinstance(value, str) and (key == "fr" or (every and key not in ("holds", "proof"))) else []


def test_french_is_spaced_as_french() -> None:
    """Narrow no-break space before ; ! ?, no-break space before : % and inside guillemets, typographic apostrophes."""
    bad = re.compile(r" [;:!?%»]|«[ \w]|\w[;!?%»](?!\w)|(?<=[A-Za-zÀ-ÿ])'(?=[A-Za-zÀ-ÿ])")
    texts = french_texts()
    assert len(texts) > 600
    seen = [text[max(0, m.start() - 25) : m.end() + 15] for text in texts for m in bad.finditer(text)]
    assert not seen


# -- interviews --------------------------------------------------------------------------------------


def test_every_channel_of_the_codebook_names_its_offer_and_a_change_of_channel_none(study: Study) -> None:
    parents = {entry.parent for entry in study.codebook}
    channels = [entry for entry in study.codebook if entry.facet == "channel" and entry.id not in parents]
    offers = {offer.id for offer in study.offers if offer.kind == "channel"}
    assert {entry.id for entry in channels if entry.offer not in offers} == {"ch_switch"}


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_theme_of_the_guide_has_its_code_and_every_code_its_theme(study: Study, lang: str) -> None:
    guide = (BANQUE / f"guide.{lang}.md").read_text(encoding="utf-8")
    themes = re.split(r"(?m)^## ", guide)[1:]
    assert len(themes) == 7
    named = [set(re.findall(r"`([a-z0-9_]+)`", theme)) for theme in themes]
    assert all(named)
    codes = {entry.id for entry in study.codebook}
    assert set().union(*named) == codes
    assert sum(len(n) for n in named) == len(codes)


@pytest.mark.parametrize("wave", WAVES)
def test_codings_point_at_the_words_that_were_marked(wave: str, study: Study) -> None:
    """Marks are taken out of the sentences by another road than the generator's, and every passage is cut again."""
    told = tomllib.loads((BANQUE / "generate" / f"interviews_{wave}.toml").read_text(encoding="utf-8"))["case"]
    here = next(w for w in study.waves if w.id == wave)
    files = read_interviews(
        cases=here.cases, verbatims=here.verbatims, codings=here.codings, asked=here.asked, codebook=study.codebook
    )
    names = files.verbatims.verbatim_id.tolist()
    assert not files.faults
    coded = {
        (names[v], study.codebook[c].id, quote)
        for v, c, quote in zip(files.codings.verbatim, files.codings.code, files.codings.quote, strict=True)
    }
    passages = 0
    for case in told:
        for number, sentence in enumerate(case["said"], start=1):
            name = f"{case['id']}-{number}"
            plain = re.sub(r"\{[^{}|]*\||\}", "", re.sub(r"\A\[[^\]]*\] ", "", sentence))
            assert files.verbatims.text[names.index(name)] == plain
            for codes, passage in re.findall(r"\{([^{}|]*)\|([^{}]*)\}", sentence):
                for code in codes.split(","):
                    assert (name, re.match(r"[a-z0-9_]+", code)[0], passage) in coded
                    passages += 1
    assert passages > 100
    assert files.codings.contrary.any()
    assert files.codings.prompted.any()
    assert set(files.codings.coder) == {"codeur 1", "codeur 2"}
    assert len(files.asked.case) < len(files.cases.case_id) * len(study.codebook)


# -- what was planted ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run all waves once, in a copy of the study, without Prefect."""
    folder = tmp_path_factory.mktemp("demo") / "banque"
    shutil.copytree(BANQUE, folder, ignore=shutil.ignore_patterns("out", ".relstudy", "__pycache__"))
    code, told, messages = call("run", folder, "--all", "--plain")
    assert code == 0, messages
    assert told["status"] == "done"
    assert told["faults"] == []
    return folder


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_figure_names_its_question_its_base_and_its_files(lang: str, ran: Path) -> None:
    report = (ran / "out" / PLAN["reference"] / f"report.{lang}.html").read_text(encoding="utf-8")
    for page in ("R1", "R2", "R3"):
        told = report.partition(f'data-page="{page}"')[2].partition('data-page="')[0]
        for title in ("Question", "Base", "Source", {"fr": "Lecture", "en": "How to read"}[lang]):
            assert f"<strong>{title}.</strong>" in told, (page, title)


def test_the_reports_stay_light_enough_to_be_mailed(ran: Path) -> None:
    sizes = {f"{path.parent.name}/{path.name}": path.stat().st_size for path in ran.rglob("report.*.html")}
    assert len(sizes) == 2 * len(WAVES)
    assert max(sizes.values()) < 1_250_000, sizes


def set_demo(folder: Path, wave: str) -> dict[Lang, bytes]:
    """Return the papers of a wave that was run, in both languages, from what the run kept."""
    reading = read_study(folder, waves=(wave,))
    plan = replace(reading.study, sources=reading.inputs)
    one = next(w for w in plan.waves if w.id == wave)
    store = KeptResults(FileStore(journal.state_folder(folder) / "store"))
    past = read_past(folder, folder / "out", wave)
    laid = lay_papers(plan, one, past=past, noted=reading.faults, langs=LANGS, store=store)
    trees = {lang: lay_paper(open_context(laid.papers.findings, lang), laid.papers.remarks) for lang in LANGS}
    return {lang: set_paper(tree, day=one.facts.field_end, brand=plan.brand) for lang, tree in trees.items()}


def test_the_demo_prints_on_thirty_sheets_beside_the_book_of_tables(ran: Path, tmp_path: Path) -> None:
    """A sheet that carries anything but the book counts, those shared with it too."""
    if shutil.which("pdftotext") is None:
        pytest.skip("no pdftotext: the sheets were not read")
    for lang, paper in set_demo(ran, WAVES[-1]).items():
        (tmp_path / "paper.pdf").write_bytes(paper)
        read = ["pdftotext", "-layout", tmp_path / "paper.pdf", "-"]
        text = subprocess.run(read, capture_output=True, text=True, check=True).stdout
        sheets = [{line.strip() for line in sheet.splitlines()} for sheet in text.split("\f")[:-1]]
        words = load_words(lang, "report")
        begins, ends = (
            next(number for number, lines in enumerate(sheets, start=1) if words[page]["eyebrow"] in lines)
            for page in ("survey", "method")
        )
        assert 10 < begins < ends < len(sheets)
        assert begins + len(sheets) - ends + 1 <= 30, lang


def test_every_digit_of_a_report_is_a_number_bound_or_says_what_it_is(ran: Path) -> None:
    reports = sorted(ran.rglob("report.*.html"))
    assert [stray for path in reports for stray in PageReader(path.read_text(encoding="utf-8")).strays] == []


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM.exists(), reason="no Chromium at /usr/bin/chromium: the pages were not opened")
@pytest.mark.parametrize(("lang", "name", "width"), [("fr", "R5", 320), ("en", "R1", 1280)])
def test_axe_finds_no_violation_on_the_heaviest_pages(
    ran: Path, tmp_path: Path, lang: str, name: str, width: int
) -> None:
    """axe takes a minute for a whole report, seconds for one page of it."""
    whole = (ran / "out" / WAVES[-1] / f"report.{lang}.html").read_text(encoding="utf-8")
    page = r'<section class="page" id="([^"]*)".*?</section>\n(?=<section class="page"|</main>)'
    alone = re.sub(page, lambda found: found[0] if found[1] == name else "", whole, flags=re.DOTALL)
    path = tmp_path / f"{name}.html"
    path.write_text(alone, encoding="utf-8")
    assert alone.count('<section class="page"') == 1
    with open_browser() as browser:
        assert violations(browser, path, width=width) == []


@pytest.mark.parametrize("wave", WAVES)
def test_three_profiles_are_found_with_their_sizes_and_names(wave: str, ran: Path) -> None:
    cells = cells_of(ran, wave)
    assert cells.loc["profiles/_/k/_/_"].value == 3
    poles = [cells.loc[f"profiles/p{i}/pole/_/_"].text for i in (1, 2, 3)]
    assert poles == PLAN["profiles"]
    for i, size in enumerate(PLAN["waves"][wave]["sizes"], start=1):
        assert cells.loc[f"profiles/p{i}/share/_/all"].value == pytest.approx(size, abs=0.05)
        assert cells.loc[f"profiles/p{i}/stability/_/_"].value > 0.75


@pytest.mark.parametrize("wave", WAVES)
def test_respondents_are_put_where_they_were_planted(wave: str, ran: Path, generate) -> None:
    frame, group = generate.draw_responses(PLAN, wave)
    found = pd.read_parquet(ran / ".relstudy" / wave / "respondents.parquet").set_index("respondent_id")["profile"]
    planted = pd.Series(group, index=frame["ident"])
    member = found.reindex(planted.index)
    inside = member.isin(["p1", "p2", "p3"])
    assert 0.90 < inside.mean() < 1
    assert adjusted_rand_score(planted[inside], member[inside]) > 0.8


@pytest.mark.parametrize("wave", WAVES)
def test_tiers_and_actions_are_found(wave: str, ran: Path) -> None:
    cells, planted = cells_of(ran, wave), PLAN["found"][wave]
    names = [*planted["primary"], *planted["unsettled"], *planted["secondary"]]
    assert len(names) == 14
    tiers = {
        t: [e for e in names if cells.loc[f"expectations/{e}/tier/_/all"].text == t]
        for t in ("primary", "unsettled", "secondary")
    }
    assert tiers == {t: planted[t] for t in tiers}
    actions = {e: cells.loc[f"expectations/{e}/action/_/all"].text for e in names}
    for action in ("improve", "keep", "watch", "do_not_overinvest"):
        assert sorted(e for e in names if actions[e] == action) == sorted(planted[action])
    told = {e for action in ("improve", "keep", "watch", "do_not_overinvest") for e in planted[action]}
    assert all(actions[e] == "unsettled" for e in names if e not in told)


@pytest.mark.parametrize("wave", WAVES)
def test_profiles_want_different_things(wave: str, ran: Path) -> None:
    cells = cells_of(ran, wave)
    for expectation, connected, human in (
        ("app_complete", "primary", "secondary"), ("tracking", "primary", "secondary"),
        ("own_adviser", "secondary", "primary"), ("branch_welcome", "secondary", "primary"),
    ):  # fmt: skip
        assert cells.loc[f"expectations/{expectation}/tier/_/profile=p1"].text == connected
        assert cells.loc[f"expectations/{expectation}/tier/_/profile=p3"].text == human
    # Too few of them have ever used it: withheld, not drawn.
    assert cells.loc["expectations/messaging/satisfaction/_/profile=p3"].status == "withheld"


@pytest.mark.parametrize("wave", WAVES)
def test_practices_are_found_by_profile(wave: str, ran: Path) -> None:
    """One channel or several, at once or not, and continuity as planted; who does not know how it went is not settled."""
    cells = cells_of(ran, wave)
    for place, profile in enumerate(PLAN["profiles"], start=1):
        one, several, at_once = PLAN["same_request"][profile]
        recognised = PLAN["continuity"][profile][0]
        planted = {
            "mono": one, "omni": at_once, "cross": several * recognised, "multi": several * (1 - recognised),
            "unsettled": 0.0, "none": 0.0,
        }  # fmt: skip
        found = {p: cells.loc[f"survey/practice/share/{p}/profile=p{place}"] for p in (*planted, "dont_know")}
        assert sum(cell.value for cell in found.values()) == pytest.approx(1)
        for practice, share in planted.items():
            cell = found[practice]
            assert cell.value == pytest.approx(share, abs=max(0.025, 3.3 * cell.se)), (profile, practice)
    shares = {p: cells.loc[f"survey/practice/share/{p}/profile=p1"].value for p in ("mono", "omni")}
    assert shares["mono"] < cells.loc["survey/practice/share/mono/profile=p3"].value - 0.2
    assert shares["omni"] > cells.loc["survey/practice/share/omni/profile=p3"].value + 0.1


def test_journeys_show_the_practices_planted_in_them(ran: Path) -> None:
    cells, planted = cells_of(ran, "2027-03"), dict(PLAN["journeys"]["2027-03"])
    told = planted.pop("told")
    assert set(planted) == {"mono", "multi", "cross", "omni", "unsettled"}
    for practice, counts in planted.items():
        for column, count in counts.items():
            cell = cells.loc[f"journeys/_/practice/{practice}/{column if column == 'all' else f'target={column}'}"]
            assert (cell.value, cell.base) == (count, told[column]), (practice, column)
    assert not [key for key in cells_of(ran, "2026-03").index if key.startswith("journeys/_/practice/")]


@pytest.mark.parametrize("wave", WAVES)
def test_one_choice_comes_before_the_others(wave: str, ran: Path) -> None:
    cells, planted = cells_of(ran, wave), PLAN["choices"][wave]
    over = cells[cells.index.str.fullmatch(r"journeys/\w+/over/\w+/all")].sort_values("value", ascending=False)
    chosen, refused, cases = planted["first"]
    assert (over.index[0], over["value"].iloc[0]) == (f"journeys/{chosen}/over/{refused}/all", cases)
    assert over["value"].iloc[1] < cases
    assert set(over["base"]) == {planted["told"]}


@pytest.mark.parametrize("wave", WAVES)
def test_the_review_of_personal_data_stands_in_the_texts_and_in_the_report(wave: str, ran: Path) -> None:
    texts = {one["verbatim_id"]: one["text"] for one in rows("waves", wave, "verbatims.csv")}
    with BANQUE.joinpath("waves", wave, "redactions.csv").open(encoding="utf-8-sig", newline="") as stream:
        lines = list(csv.DictReader(stream))
    record = tomllib.loads(BANQUE.joinpath("waves", wave, "redacted.toml").read_text(encoding="utf-8"))["review"]
    assert (record["verbatims"], record["replaced"], record["kept"]) == (len(texts), len(lines), 0)
    for line in lines:
        passage = texts[line["verbatim_id"]][int(line["start"]) : int(line["end"])]
        assert (line["decision"], passage) == ("applied", line["pseudonym"])
    page = (ran / "out" / wave / "report.fr.html").read_text(encoding="utf-8")
    method = page.partition('data-page="method"')[2].partition("</section>")[0]
    assert "Textes pseudonymisés" in method


@pytest.mark.parametrize("wave", WAVES)
def test_open_answers_are_counted_on_the_code_frame_with_weights(wave: str, ran: Path) -> None:
    cells = cells_of(ran, wave)
    answers = pd.DataFrame(rows("waves", wave, "responses.csv")).set_index("ident")
    coded = pd.DataFrame(rows("waves", wave, "open_codings.csv"))
    weight = answers["poids"].astype(float)
    written = answers.index[answers["Q21"] != ""]
    assert sorted(set(coded["respondent_id"])) == sorted(written)
    assert len(written) > 150
    base = weight[written].sum()
    codes = sorted(set(coded["code_id"]) - {""})
    for code in codes:
        given = sorted(set(coded.loc[coded["code_id"] == code, "respondent_id"]))
        cell = cells.loc[f"survey/one_change/share/{code}/all"]
        assert (cell.value, cell.base) == (pytest.approx(weight[given].sum() / base), len(written)), code
    assert set(codes) == set(PLAN["open_question"]["themes"][PLAN["reference"]]) - {"none"}
    alpha = cells.loc["agreement/open.one_change/alpha/_/_"]
    assert (alpha.base, 0.8 < alpha.value < 1) == (PLAN["open_question"]["second_coder"]["answers"], True)


@pytest.mark.parametrize("wave", WAVES)
def test_names_in_open_answers_are_reviewed_and_shown_nowhere(wave: str, ran: Path) -> None:
    named = [a["ident"] for a in rows("waves", wave, "responses.csv") if "Rolland" in a["Q21"]]
    with BANQUE.joinpath("waves", wave, "open_redactions.csv").open(encoding="utf-8-sig", newline="") as stream:
        lines = list(csv.DictReader(stream))
    assert [line["respondent_id"] for line in lines] == named != []
    assert {line["decision"] for line in lines} == {"yes"}
    book = openpyxl.load_workbook(ran / "out" / wave / "tables.fr.xlsx", read_only=True)
    listed = [str(cell) for line in book["one_change_list"].iter_rows(values_only=True) for cell in line if cell]
    assert any(lines[0]["pseudonym"] in text for text in listed)
    assert not [text for text in listed if "Rolland" in text]


@pytest.mark.parametrize(("lang", "title"), [("fr", "Ce que racontent les parcours"), ("en", "What the journeys tell")])
def test_journeys_stand_beside_the_practices_of_the_survey(lang: str, title: str, ran: Path) -> None:
    page = (ran / f"out/2027-03/report.{lang}.html").read_text(encoding="utf-8")
    section = page.partition('data-page="R1"')[2].partition("</section>")[0]
    asked, _, told = section.partition(title)
    assert 'data-key="survey/practice/share/omni/all"' in asked
    assert 'data-key="journeys/_/practice/omni/all"' in told
    assert 'data-key="journeys/phone/to/branch/all"' in told
    assert "data-cell=journeys/branch/quote/" in told
    assert "%" not in told.partition("<h3>")[0]


def test_habits_shift_between_the_waves(ran: Path) -> None:
    before, after = (cells_of(ran, wave) for wave in WAVES[:2])

    def moved(key: str) -> tuple[float, float]:
        a, b = before.loc[key], after.loc[key]
        return b.value - a.value, 1.96 * float(np.hypot(a.se, b.se))

    for key, direction in (
        ("survey/channels/share/app/all", 1), ("survey/channels/share/branch/all", -1),
        ("expectations/app_complete/importance/_/all", 1), ("expectations/email_24h/satisfaction/_/all", 1),
    ):  # fmt: skip
        change, doubt = moved(key)
        assert change * direction > doubt, key
    assert after.loc["profiles/p1/share/_/all"].value > before.loc["profiles/p1/share/_/all"].value + 0.02
    assert before.loc["expectations/app_complete/tier/_/all"].text == "unsettled"
    assert after.loc["expectations/app_complete/tier/_/all"].text == "primary"


def test_the_third_wave_shows_what_was_planted_in_it_and_nothing_else(ran: Path) -> None:
    """Shifts up and down, what stays, a question put otherwise, another said to be the same, a channel asked for the first time."""
    last, report = WAVES[-1], call("compare", ran, *WAVES[1:])[1]
    changes = {c["key"]: c for c in report["changes"]}

    def verdict(key: str) -> str:
        return changes[key]["verdict"]

    for code, expected in {"app": "up", "messaging": "up", "branch": "down", "post": "down"}.items():
        assert verdict(f"survey/channels/share/{code}/all") == expected
    assert {verdict(f"survey/channels/share/{c}/all") for c in ("phone", "atm", "site", "sms")} == {"no_change"}
    for name, expected in {"delays": "up", "recognised": "up", "assistant": "down"}.items():
        assert verdict(f"expectations/{name}/satisfaction/_/all") == expected
    assert verdict("expectations/messaging/importance/_/all") == "up"
    assert verdict("survey/nps/nps/_/all") == "no_change"
    reasons = {
        k.split("/")[3]: c["reason"]
        for k, c in changes.items()
        if k.startswith("survey/reasons/share/") and k.endswith("/all")
    }
    assert reasons
    assert set(reasons.values()) == {"wording"}
    assert changes["survey/channels/share/instant/all"]["reason"] == "not_asked"
    assert verdict("survey/app_weekly/mean/_/all") == "no_change"
    assert verdict("survey/one_change/share/delays/all") == "down"
    (delays,) = (e for e in report["expectations"] if e["expectation"] == "delays" and e["column"] == "all")
    assert (delays["action_before"], delays["action_after"]) == ("improve", "keep")
    rated = {"delays", "recognised", "assistant", "messaging"}
    planted = {"channels", "one_change", "importance", *rated, *(f"sat_{name}" for name in rated)}
    chance = [
        key for key, c in changes.items()
        if c["verdict"] in ("up", "down") and key.split("/")[1].split(".")[0] not in planted
        and not key.startswith(("survey/channels_", "survey/request_channels/", "expectations/"))
    ]  # fmt: skip
    assert len(chance) < 0.01 * len(changes), chance
    for lang in ("fr", "en"):
        page = (ran / "out" / last / f"report.{lang}.html").read_text(encoding="utf-8")
        told = page.partition('data-page="changes"')[2].partition("</section>")[0]
        assert 'data-key="survey/channels/share/instant/all"' in told
        assert "Q5." in told


def test_the_renamed_column_stops_the_run_until_its_line_is_there(tmp_path: Path) -> None:
    folder = tmp_path / "banque"
    shutil.copytree(BANQUE, folder, ignore=shutil.ignore_patterns("out", ".relstudy", "__pycache__"))
    (folder / "mapping.toml").unlink()
    code, told, _ = call("run", folder, "--plain")
    (drift,) = [f for f in told["faults"] if f["severity"] == "error"]
    assert (code, drift["code"], drift["item"]) == (3, "drift", "nps")
    code, found, _ = call("map", folder, "--wave", WAVES[-1])
    assert code == 3
    assert [(p["from"], p["to"]) for p in found["proposals"]] == [("Q18_RECO", "Q18")]


@pytest.mark.parametrize("wave", WAVES)
def test_the_figures_bear_out_what_the_analyst_writes(wave: str, ran: Path, study: Study) -> None:
    book = open_book(cells_of(ran, wave).reset_index())
    here = next(w for w in study.waves if w.id == wave)
    known = {i.id for i in here.items} | {e.id for e in study.expectations} | {o.id for o in study.offers}
    planned = {move.kpi for move in here.roadmap if move.kpi}
    unlabelled = {c.measure for c in book.of("audit")} | planned | set(book.items("benchmark"))
    known |= unlabelled
    for source in here.texts.values():
        log = FaultLog()
        texts = read_texts(source, StudyFolder(root=BANQUE, log=log), items=tuple(sorted(known)))
        check_texts(texts, book, log)
        assert not log.faults
        assert {name for name in unlabelled if name not in texts.shown or not texts.shown[name].label} == set()
        claims = texts.page("synthesis").claims
        assert 3 <= len(claims) <= 5
        assert all(c.condition is not None and c.proof and list(c.references()) for c in claims)


@pytest.mark.parametrize("line", rows("hypotheses.csv"), ids=lambda line: line["hypothesis_id"])
def test_hypotheses_come_out_as_planted(line: dict[str, str], ran: Path) -> None:
    cells = cells_of(ran, PLAN["reference"])
    planted = {"true": "confirmed", "false": "contradicted", "undecidable": "not_settled"}
    verdict = cells.loc[f"hypotheses/{line['hypothesis_id']}/verdict/_/_"]
    assert verdict["text"] == planted[PLAN["hypotheses"][line["hypothesis_id"]]]
    assert verdict["marks"] == ""


def test_hypotheses_are_late_for_a_wave_already_in_the_field(ran: Path) -> None:
    cells = cells_of(ran, "2025-03")
    assert {
        cells.loc[f"hypotheses/{line['hypothesis_id']}/verdict/_/_", "marks"] for line in rows("hypotheses.csv")
    } == {"late"}


@pytest.mark.parametrize(
    ("lang", "late"), [("fr", "déclarée après le début du terrain"), ("en", "declared after the fieldwork had begun")]
)
def test_findings_stand_beside_their_verdicts(lang: str, late: str, ran: Path) -> None:
    pages = {}
    for wave in (PLAN["reference"], "2025-03"):
        report = (ran / "out" / wave / f"report.{lang}.html").read_text(encoding="utf-8")
        pages[wave] = report.partition('data-page="hypotheses"')[2].partition("</section>")[0]
    page = pages[PLAN["reference"]]
    for line in rows("hypotheses.csv"):
        name = line["hypothesis_id"]
        assert f"data-cell=hypotheses/{name}/verdict/_/_" in page
        assert f'data-key="hypotheses/{name}/difference/_/_"' in page
        assert f'data-key="interviews/{line["finding"]}/cases/_/all"' in page
    assert late not in page
    assert pages["2025-03"].count(late) == len(rows("hypotheses.csv"))


def test_weights_bring_the_margins_back(generate) -> None:
    margins_of = importlib.import_module(generate.draw_responses.__module__).margins
    for wave in WAVES:
        frame = pd.DataFrame(rows("waves", wave, "responses.csv"))
        weight = frame["poids"].astype(float)
        margins = margins_of(PLAN, np.array(PLAN["waves"][wave]["sizes"]))
        for column in ("S1", "S3", "CIBLE"):
            for code, share in margins[column].items():
                assert weight[frame[column] == code].sum() / weight.sum() == pytest.approx(share, abs=1e-3)
