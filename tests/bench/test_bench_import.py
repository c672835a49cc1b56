"""200,000 codings of 10,000 documents, exported in UTF-16 units: taken into a wave, verified and counted. Goal: 20 s of processor time each."""

import random
import re
import time
from pathlib import Path

import pytest
from interview_study import WAVE, call_json, write_interview_study
from refi_files import Coded, project

DOCUMENTS, EACH, CODES = 10_000, 20, 30
WORDS = "je suis déçue par le téléphone 😡 l’attente était longue merci agence conseiller site appli toujours jamais".split()


def made(documents: int) -> bytes:
    chance = random.Random(1)
    found = {}
    for number in range(documents):
        text = " ".join(chance.choice(WORDS) for _ in range(60)) + "\r\nfin."
        words = [match.span() for match in re.finditer(r"\S+", text)]
        coded = []
        for _ in range(EACH):
            first = chance.randrange(len(words) - 3)
            code = f"code {chance.randrange(CODES)}"
            coded.append(Coded(start=words[first][0], end=words[first + 2][1], codes=(code,)))
        found[f"E{number:05}"] = (text, coded)
    return project(found, dialect="utf-16")


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("large")
    (folder / "large.qdpx").write_bytes(made(DOCUMENTS))
    return write_interview_study(folder / "s"), folder / "large.qdpx"


def test_taken_into_a_wave(benchmark, large: tuple[Path, Path]) -> None:
    study, file = large

    def take() -> None:
        began = time.process_time()
        code, told = call_json("import", study, file, "--wave", WAVE)
        assert (code, told["dialect"], told["cases"]) == (0, "utf-16", DOCUMENTS)
        benchmark.extra_info["processor seconds"] = round(time.process_time() - began, 1)

    benchmark.pedantic(take, rounds=1)


def test_counted(benchmark, large: tuple[Path, Path]) -> None:
    study, _ = large

    def count() -> None:
        began = time.process_time()
        assert call_json("check", study)[0] == 0
        benchmark.extra_info["processor seconds"] = round(time.process_time() - began, 1)

    benchmark.pedantic(count, rounds=1)
