"""Accepted warnings: lowered to notes where code and place agree, and nothing else."""

from dataclasses import replace

import pytest

from relstudy.definitions.acceptance import accept
from relstudy.errors import fault
from relstudy.survey.plan import Accepted

WARNING = fault("answered-though-filtered", "waves/2026/responses.csv", line=12, column="Q5", item="channels")


def settled(where: str, code: str = "answered-though-filtered") -> str:
    accepted = Accepted(code=code, where=where, why="routage", who="AL")
    (result,) = accept([WARNING], [accepted])
    assert replace(result, severity="warning", settled=None) == WARNING
    assert result.settled == ("routage (AL)" if result.severity == "note" else None)
    return result.severity


@pytest.mark.parametrize(
    "place",
    [
        "",
        "#channels",
        "#Q5",
        "#12",
        "#L12",
        "#channels|Q5|12",
        "#channels||",
        "#|Q5|",
        "#||L12",
        "#channels|Q5",
        " # channels ",
    ],
)
def test_a_place_that_agrees(place: str) -> None:
    assert settled(f"waves/2026/responses.csv{place}") == "note"


@pytest.mark.parametrize("place", ["#other", "#13", "#channels|Q6|", "#||13", "#other|Q5|12"])
def test_a_place_that_does_not(place: str) -> None:
    assert settled(f"waves/2026/responses.csv{place}") == "warning"


def test_another_file_and_another_code() -> None:
    assert settled("waves/2027/responses.csv#channels") == "warning"
    assert settled("waves/2026/responses.csv#channels", code="false-claim") == "warning"


def test_an_error_stays_an_error() -> None:
    error = fault("encoding", "study.toml")
    assert accept([error], [Accepted(code="encoding", where="study.toml", why="x", who="y")]) == (error,)
