"""What a run refuses a check finds, and what a check says a run says: the same faults of the same study."""

from pathlib import Path

import pytest
from good_study import call, write_study
from mutations import WAVE, Mutation, append, in_responses, remove, swap


def raked(targets: str | None) -> Mutation:
    def mutate(study: Path) -> None:
        swap("study.toml", 'method = "column"', 'method = "rake"')(study)
        if targets is not None:
            (study / "targets.csv").write_text(targets, encoding="utf-8")

    return mutate


def together(*mutations: Mutation) -> Mutation:
    def mutate(study: Path) -> None:
        for one in mutations:
            one(study)

    return mutate


CASES: dict[str, Mutation] = {
    "raking without targets": raked(None),
    "raking to an item that has a fault": together(
        raked("item,code,share\nsexe,1,0.5\nsexe,2,0.5\n"),
        swap("questionnaire.toml", 'id = "sexe"\n', 'id = "sexe"\nfilter = "nix == 1"\n'),
    ),
    "targets that are not one": raked("item,code,share\nsexe,1,0.4\nsexe,2,0.4\n"),
    "a profile on an unknown item": swap("study.toml", '"uses_chat"', '"uses_chatt"'),
    "an unknown item and an unknown code": together(
        swap("study.toml", '["sexe"]', '["sex"]'), in_responses(4, "SEXE", "3")
    ),
    "no answers": remove(f"{WAVE}/responses.csv"),
    "a verbatim of nobody": append(f"{WAVE}/verbatims.csv", "v99,nobody,texte\n"),
    "nobody kept": swap("study.toml", "[respondents]", '[respondents]\nkeep = "age > 200"'),
    "a text that is no TOML": lambda study: (
        (study / WAVE / "texts.fr.toml").write_text("[synthesis\n", encoding="utf-8") and None
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_check_and_run_say_the_same(name: str, tmp_path: Path) -> None:
    write_study(tmp_path / "study")
    CASES[name](tmp_path / "study")
    said = {}
    for command in (("check",), ("run", "--plain")):
        code, report, _ = call(command[0], tmp_path / "study", *command[1:])
        told = {
            (f["code"], f["severity"], f["file"], f["line"], f["column"], f["item"], f["found"])
            for f in report["faults"]
        }
        said[command[0]] = (code, told)
    assert said["check"] == said["run"]
    assert said["run"][0] == 1
