"""Coders held against each other by a plain second road: every cell of agreement, whatever the unit and who read what."""

import random
from pathlib import Path

import pytest
from interview_study import WAVE, write_interview_study

from relstudy.definitions.reading import read_study
from relstudy.intake.interviews import interviews_of
from relstudy.intake.readings import find_readings
from relstudy.recount.cases import Interviewing
from relstudy.recount.coders import Judging
from relstudy.recount.recounting import is_equal
from relstudy.steps.agreement import cells_of, compare_coders
from relstudy.survey.plan import Study

CODES = {"a": "", "b": "a", "c": "a", "d": "", "e": ""}
FACETS = {"b": "channel", "c": "channel", "d": "emotion"}


def drawn_study(folder: Path, *, seed: int, unit: str, told_reads: bool, coders: int) -> Study:
    """Return a study with passages that overlap, whole texts, contraries, a coder without a name, texts one or nobody read."""
    chance = random.Random(seed)
    write_interview_study(folder)
    with (folder / "study.toml").open("a", encoding="utf-8") as file:
        file.write(f'[interviews]\nunit = "{unit}"\nresamples = 100\n')
    named = [f"coder {k}" for k in range(coders)]
    codings = []
    for text in range(9):
        for coder in [*chance.sample(named, k=chance.randint(1, coders)), ""]:
            for _ in range(chance.randint(0, 3)):
                start = chance.choice(["", *range(16)])
                end = "" if start == "" else chance.randint(int(start) + 1, 20)
                stance = "contrary" if chance.random() < 0.1 else ""
                # No parent is given by character: beside a code below it, a place would have two values and no u-alpha.
                code = chance.choice("bde" if unit == "character" else "abcde")
                codings.append(f"v{text},{code},{coder},{start},{end},{stance}\n")
    tables = {
        "cases.csv": "case_id\n" + "".join(f"K{n}\n" for n in range(4)),
        "verbatims.csv": "verbatim_id,case_id,text\n" + "".join(f"v{n},K{n % 4},{'mot ' * 5}\n" for n in range(9)),
        "codings.csv": "verbatim_id,code_id,coder,start,end,stance\n" + "".join(dict.fromkeys(codings)),
    }
    if told_reads:
        reads = [f"{coder},v{n}\n" for coder in named for n in range(9) if chance.random() < 0.6]
        tables["reads.csv"] = "coder,verbatim_id\n" + "".join(reads)
    for name, text in tables.items():
        (folder / "waves" / WAVE / name).write_text(text, encoding="utf-8")
    rows = "".join(f"{code},{above},{FACETS.get(code, '')},{code}\n" for code, above in CODES.items())
    (folder / "codebook.csv").write_text(f"code_id,parent_id,facet,label_fr\n{rows}", encoding="utf-8")
    reading = read_study(folder, waves=(WAVE,))
    assert reading.study is not None, reading.faults
    return reading.study


@pytest.mark.parametrize("coders", [2, 4])
@pytest.mark.parametrize("told_reads", [True, False])
@pytest.mark.parametrize("unit", ["verbatim", "case", "character"])
def test_every_cell_is_the_same_by_a_second_road(tmp_path: Path, unit: str, told_reads: bool, coders: int) -> None:
    told = {"alpha", "kappa", "ac1", "observed", "coders", *(("u_alpha", "cu_alpha") if unit == "character" else ())}
    for seed in range(3):
        study = drawn_study(tmp_path / f"s{seed}", seed=seed, unit=unit, told_reads=told_reads, coders=coders)
        wave = study.waves[0]
        readings = find_readings(interviews_of(wave, study.codebook))
        agreement = compare_coders(
            interviews_readings=readings,
            study_codebook=study.codebook,
            study_coding=study.coding,
            study_identity=study.identity,
        )
        cells = cells_of(agreement, study, wave)
        again = Judging(room=Interviewing.read(study, wave))
        assert set(cells["measure"]) == told
        for cell in cells.itertuples():
            found = again.figure(cell.item, cell.measure)
            if cell.missing:
                assert found is None, cell
            else:
                assert is_equal(cell.value, found), (cell, found)
