"""Neighbours of yes and no that nothing words are asked about; worded ones, two, and other answers are not."""

from pathlib import Path

import pytest

from relstudy.drafting.from_answers import propose_from_answers
from relstudy.drafting.proposal import Proposal
from relstudy.errors import FaultLog

YES_NO = (("1", "0"), ("O", "N"), ("oui", "non"), ("True", "False"))


def _draft(folder: Path, names: tuple[str, ...], words: tuple[str, str], never: int = -1) -> Proposal:
    rows = [";".join(("id", *names, "age"))]
    rows += [
        ";".join((f"r{i}", *(words[0 if k == never else (i >> k) % 2] for k in range(len(names))), str(20 + i)))
        for i in range(40)
    ]
    path = folder / "answers.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    log = FaultLog()
    made = propose_from_answers(path, study="s", default="fr", log=log)
    assert made is not None and not log.errors
    return made


def _asked(draft: Proposal) -> list[str]:
    return [remark.fields["columns"] for item in draft.items for remark in item.remarks if remark.key == "possible-set"]


@pytest.mark.parametrize("words", YES_NO)
def test_neighbours_of_yes_and_no_are_asked_about(tmp_path: Path, words: tuple[str, str]) -> None:
    names = ("u_agence", "tel_ok", "via_site", "en_ligne")
    draft = _draft(tmp_path, names, words)
    assert [item.type for item in draft.items[:4]] == ["single"] * 4
    assert _asked(draft) == [", ".join(names)]


def test_an_answer_nobody_gave_is_one_of_them(tmp_path: Path) -> None:
    names = ("u_agence", "tel_ok", "via_site")
    assert _asked(_draft(tmp_path, names, ("N", "O"), never=1)) == [", ".join(names)]


def test_two_neighbours_are_not(tmp_path: Path) -> None:
    assert _asked(_draft(tmp_path, ("u_agence", "tel_ok"), ("O", "N"))) == []


def test_questions_in_words_are_their_own(tmp_path: Path) -> None:
    names = ("Avez-vous une carte ?", "Avez-vous un compte ?", "Voyagez-vous souvent ?")
    assert _asked(_draft(tmp_path, names, ("oui", "non"))) == []


def test_other_answers_are_no_yes_and_no(tmp_path: Path) -> None:
    assert _asked(_draft(tmp_path, ("u_agence", "tel_ok", "via_site"), ("haut", "bas"))) == []
