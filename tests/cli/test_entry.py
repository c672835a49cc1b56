import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from relstudy.cli import commands, main
from relstudy.cli.commands import COMMANDS
from relstudy.delivery import running

RUN_USAGE = "relstudy run STUDY [--wave W | --all] [--out DIR] [--langs fr,en] [--draft] [--plain] [--force] [--json]"


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("run s --forse", ["--forse", "--force"]),
        ("run s --wav 2", ["--wav", "--wave"]),
        ("run --nonsense", ["--nonsense"]),
        ("run", ["STUDY"]),
        ("run s t", ["t"]),
        ("run s --wave", ["--wave"]),
        ("run s --wave= --json", ["--wave"]),
        ("run s --wave a --wave b", ["--wave"]),
        ("run s --wave a --all", ["--wave", "--all"]),
        ("run s --langs fr,de", ["--langs", "de", "fr, en"]),
        ("run s --langs=", ["--langs"]),
        ("run s --json=perhaps", ["--json", "perhaps"]),
        ("run s --no-json", ["--no-json"]),
        ("code s --wave w --coder x --out f.xlsx --sample -3", ["-3", "--sample", "1"]),
        ("code s --wave w --coder x --out f.xlsx --sample ten", ["ten", "--sample", "1"]),
        ("code s --wave w --coder x --out f.xlsx --sample 2.5", ["2.5", "--sample", "1"]),
        ("code s --wave w --coder x --out f.xlsx --sample=1e3", ["1e3", "--sample", "1"]),
        ("portfolio s --workers 0", ["0", "--workers", "1"]),
        ("run s -3", ["-3"]),
        ("compare s w1 w1", ["w1"]),
        ("chek s", ["chek", "check"]),
        ("rum s", ["rum", "run"]),
        ("server", ["start, stop, status"]),
        ("server strat", ["server strat", "start"]),
        ("server start here", ["here"]),
        ("--verbose", ["--verbose"]),
        ("--json check s", ["--json"]),
        ("--lang de check s", ["--lang", "de", "fr, en"]),
    ],
)
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_wrong_line_is_said_in_two_plain_lines(
    line: str, named: list[str], lang: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LC_ALL", f"{lang}_XX.UTF-8")
    assert main(line.split()) == 2
    said = capsys.readouterr()
    lines = said.err.splitlines()
    assert len(lines) == 2
    assert all(part in lines[0] for part in named)
    if line.startswith("run"):
        assert lines[1].endswith(RUN_USAGE)
    assert lines[1].startswith({"fr": ("Usage\u00a0:", "Voir\u00a0:"), "en": ("Usage:", "See:")}[lang])
    if "--json" in line and "--no-json" not in line:
        assert json.loads(said.out)["error"]["code"] == "wrong-command-line"
    else:
        assert said.out == ""


@pytest.mark.parametrize(
    ("lang", "said"),
    [("fr", "«\u00a0{}\u00a0» n’est pas un dossier, ou n’existe pas."), ("en", '"{}" is no folder, or')],
)
@pytest.mark.parametrize("command", ["index", "portfolio"])
def test_a_folder_that_is_not_there_is_said_to_be_none(
    command: str, lang: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([command, str(tmp_path / "absent"), "--lang", lang]) == 2
    assert said.format(tmp_path / "absent") in capsys.readouterr().err


def test_what_is_not_built_says_so_and_never_pretends(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    later = tuple(replace(c, does=None) if c.key == "redact" else c for c in COMMANDS)
    monkeypatch.setattr(commands, "COMMANDS", later)
    assert main(["redact", "anything", "--json", "--lang", "en"]) == 2
    said = capsys.readouterr()
    assert "not available in this version" in said.err
    assert json.loads(said.out)["error"]["code"] == "not-available"
    assert main(["redact", "--lang", "fr"]) == 2
    assert "n’est pas disponible dans cette version" in capsys.readouterr().err


def _break(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def broken(*args: object, **options: object) -> None:
        raise error

    monkeypatch.setattr(running, "run_study", broken)


def test_a_defect_is_one_line_and_a_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    _break(monkeypatch, ZeroDivisionError("no respondents\nat all"))
    assert main(["run", str(tmp_path), "--plain", "--json", "--lang", "en"]) == 70
    said = capsys.readouterr()
    assert len(said.err.splitlines()) == 1
    assert "Traceback" not in said.err + said.out
    answer = json.loads(said.out)
    assert answer["status"] == "refused"
    assert answer["waves"] == []
    log = Path(answer["error"]["log"])
    assert log.is_relative_to(tmp_path / "cache")
    assert str(log) in said.err
    assert "Traceback" in log.read_text(encoding="utf-8")
    assert "ZeroDivisionError: no respondents" in log.read_text(encoding="utf-8")


def test_a_log_is_written_where_the_cache_cannot_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(in_the_way))
    _break(monkeypatch, ValueError("x"))
    assert main(["run", str(tmp_path), "--plain"]) == 70
    log = re.search(r"\S+\.log", capsys.readouterr().err)
    assert log is not None
    assert Path(log[0]).is_file()
    Path(log[0]).unlink()


def test_an_interruption_is_130(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _break(monkeypatch, KeyboardInterrupt())
    assert main(["run", str(tmp_path), "--plain", "--json", "--lang", "en"]) == 130
    said = capsys.readouterr()
    assert said.err == "relstudy: interrupted.\n"
    assert json.loads(said.out)["error"]["code"] == "interrupted"


def test_a_reader_who_leaves_is_not_an_error() -> None:
    code = "import sys; from relstudy.cli import main; sys.stdin.read(); sys.exit(main(['--help']))"
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdin
    assert process.stdout
    assert process.stderr
    process.stdout.close()
    process.stdin.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait() == 0


def test_a_stream_that_cannot_write_a_letter_does_not_fail() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "relstudy", "--help", "--lang", "fr"],
        env={"PYTHONIOENCODING": "ascii", "HOME": "/nonexistent"}, capture_output=True,
    )  # fmt: skip
    assert done.returncode == 0
    assert b"?" in done.stdout
    assert done.stderr == b""


def test_python_m_relstudy_is_the_command() -> None:
    done = subprocess.run([sys.executable, "-m", "relstudy", "run"], capture_output=True, text=True)
    assert done.returncode == 2
    assert "STUDY" in done.stderr


@pytest.mark.parametrize(("given", "kept"), [(None, "1"), ("3", "3")])
def test_products_of_matrices_take_one_thread_unless_the_environment_says_otherwise(monkeypatch, given, kept) -> None:
    # Set and taken back by the patch itself, so that no later test sees what `main` wrote.
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", given or "")
    if given is None:
        monkeypatch.delenv("OPENBLAS_NUM_THREADS")
    assert main(["--version"]) == 0
    assert os.environ["OPENBLAS_NUM_THREADS"] == kept
