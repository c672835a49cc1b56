"""`relstudy new` and `relstudy wave` as a person types them."""

import subprocess
import sys
from pathlib import Path

import pytest

from relstudy.cli import main


def say(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    code = main(list(words))
    said = capsys.readouterr()
    assert said.err == "" or code == 2
    return code, said.out + said.err


def answers(tmp_path: Path) -> Path:
    path = tmp_path / "Mes réponses.csv"
    path.write_text(
        "ident;usage;note\n" + "".join(f"r{i};{('oui', 'non', 'NSP')[i % 3]};{i % 11}\n" for i in range(44)),
        encoding="cp1252",
    )
    return path


def test_from_nothing_to_a_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    study = tmp_path / "étude neuve"
    code, said = say(capsys, "new", str(study), "--lang", "fr")
    assert code == 0
    assert "waves/v01/responses.csv" in said
    assert said.rstrip().endswith(f"Ensuite\u00a0: relstudy check '{study}'")
    assert say(capsys, "check", str(study), "--lang", "fr")[0] == 0
    assert main(["run", str(study), "--plain"]) == 0
    assert (study / "out/v01/report.fr.html").is_file()


def test_from_answers_it_says_what_was_made_and_what_to_settle(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    study = tmp_path / "etude"
    code, said = say(capsys, "new", str(study), "--from", str(answers(tmp_path)), "--lang", "en")
    assert code == 0
    lines = said.splitlines()
    assert lines[0] == f"Done: {study}"
    assert "2 questions: 1 single, 1 scale" in lines
    assert any(line.startswith("To settle (") for line in lines)
    assert '    - usage: "NSP": taken for no answer, dont_know (don\'t know). Is that right?' in lines
    copied = study / "waves/v01/responses.csv"
    assert copied.read_bytes() == answers(tmp_path).read_bytes()
    marks = sum(path.read_text(encoding="utf-8").count("# TO SETTLE: ") for path in study.rglob("*.toml"))
    number = next(line for line in lines if line.startswith("To settle (")).split("(")[1].split()[0]
    assert int(number) == marks
    assert say(capsys, "check", str(study))[0] == 0


@pytest.mark.parametrize(
    ("name", "content", "exit_code", "said"),
    [
        ("nowhere.csv", None, 1, "missing-file"), ("a.pdf", b"%PDF", 1, "other-format"), ("a.xlsx", b"PK", 1, "unreadable-file"),
        ("a.csv", b"a,b\n", 1, "empty-wave"), ("a.csv", b"\xff\xfea", 1, "encoding"),
    ],
)  # fmt: skip
def test_what_cannot_be_drafted_leaves_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes | None, exit_code: int, said: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    code, output = say(capsys, "new", str(tmp_path / "study"), "--from", str(tmp_path / name))
    assert code == exit_code
    assert f"[{said}]" in output
    assert not (tmp_path / "study").exists()


def test_a_taken_place_is_refused_in_both_languages(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for lang, words in (("fr", "rien n’est jamais remplacé"), ("en", "nothing is ever replaced")):
        code, said = say(capsys, "new", str(tmp_path.parent), "--lang", lang)
        assert code == 1
        assert "[already-exists]" in said
        assert words in said


def test_the_next_wave(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    study = tmp_path / "etude"
    main(["new", str(study)])
    capsys.readouterr()
    code, said = say(capsys, "wave", str(study), "v02", "--from", "v01", "--lang", "en")
    assert code == 0
    assert "waves/v02/wave.toml" in said
    assert f"Next: relstudy check {study} --wave v02" in said
    assert say(capsys, "wave", str(study), "v02", "--from", "v01")[0] == 1
    code, said = say(capsys, "wave", str(study), "v03")
    assert code == 2
    assert "--from" in said
    assert say(capsys, "wave", str(study), "v03", "--from=")[0] == 2


def test_a_draft_imports_nothing_heavy(tmp_path: Path) -> None:
    line = ["new", str(tmp_path / "etude"), "--from", str(answers(tmp_path))]
    code = (
        f"import sys; from relstudy.cli import main; main({line!r}); print(*sys.modules, sep=chr(10), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0
    assert not set(done.stderr.split()) & {"pandas", "sklearn", "scipy", "prefect", "pyarrow", "pandera", "jinja2"}


def test_points_of_one_question_are_not_told_of_another(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two scales that share a remark, not its words: each has its own line; of many, the file tells the rest."""
    scales = (
        ("Pas du tout satisfait", "Plutôt satisfait", "Tout à fait satisfait"),
        ("Pas du tout d’accord", "Plutôt d’accord", "Tout à fait d’accord"),
        ("Jamais", "Parfois", "Toujours"),
        ("Très mauvais", "Moyen", "Très bon"),
    )
    for n in (2, 4):
        path = tmp_path / f"a{n}.csv"
        rows = ["ident;" + ";".join(f"note_{'abcd'[k]}" for k in range(n))]
        rows += [f"r{i};" + ";".join(scales[k][(i + k) % 3] for k in range(n)) for i in range(45)]
        path.write_text("\n".join(rows) + "\n", encoding="utf-8")
        _, said = say(capsys, "new", str(tmp_path / f"s{n}"), "--from", str(path), "--lang", "fr")
        lines = [line for line in said.splitlines() if "une échelle en mots" in line]
        assert [line.count("d’accord") for line in lines] == [0, 3]
        assert lines[0].startswith("    - note_a\u00a0: ")
        assert ("note_c, note_d\u00a0: la même remarque" in said) == (n == 4)


def test_a_column_without_a_heading_is_told_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.csv"
    rows = [f"r{i};2026-03-{1 + i % 20:02d};{'oui non'.split()[i % 2]};{i % 3}" for i in range(45)]
    path.write_text("ident;;usage;\n" + "\n".join(rows) + "\n", encoding="utf-8")
    _, said = say(capsys, "new", str(tmp_path / "s"), "--from", str(path), "--lang", "fr")
    assert "dates lues dans «\u00a0la colonne B\u00a0»" in said
    _, said = say(capsys, "check", str(tmp_path / "s"), "--lang", "fr")
    assert "B (sans titre)" in said and "D (sans titre)" not in said


def test_a_folder_without_a_study_and_the_mark_of_an_open_file_say_what_they_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    received = tmp_path / "reçu du client"
    received.mkdir()
    mark = received / "~$réponses.xlsx"
    mark.write_bytes(b"\x06Anne")
    code, said = say(capsys, "new", str(tmp_path / "etude"), "--from", str(received), "--lang", "fr")
    assert (code, "Ce n’est pas le dossier d’une étude" in said) == (1, True)
    code, said = say(capsys, "new", str(tmp_path / "etude"), "--from", str(mark), "--lang", "fr")
    assert (code, "tant qu’un fichier est ouvert" in said) == (1, True)
    assert not (tmp_path / "etude").exists()
