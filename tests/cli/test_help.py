import inspect
import string
from typing import Any, get_args

import pytest

from relstudy.cli import main
from relstudy.cli.command import Command, about_key
from relstudy.cli.commands import COMMANDS
from relstudy.words import Lang, load_words

LANGS: tuple[Lang, ...] = get_args(Lang)

#: Section 1 of the contract, word for word.
CONTRACT = """\
relstudy new DIR [--from FILE|STUDY]
relstudy check STUDY [--wave W] [--json]
relstudy run STUDY [--wave W | --all] [--out DIR] [--langs fr,en] [--draft] [--plain] [--force] [--json]
relstudy explain STUDY KEY [--wave W] [--json]
relstudy compare STUDY W1 W2 [--json]
relstudy wave STUDY W2 --from W1
relstudy freeze STUDY --wave W
relstudy deliver STUDY --wave W [--who NAME] [--json]
relstudy type MODEL.json FILE -o OUT.csv
relstudy schedule [STUDY] [--cron CRON [--timezone ZONE] | --off | --list] [--json]
relstudy forget STUDY ID
relstudy demo [DIR] [--no-open]
""".splitlines()


def flat(words: dict[str, Any], above: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in words.items():
        found |= flat(value, f"{above}{key}.") if isinstance(value, dict) else {f"{above}{key}": value}
    return found


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("lang", LANGS)
def test_the_help_names_every_command_of_the_contract(lang: Lang, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help", "--lang", lang]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    for line in CONTRACT:
        assert line.removeprefix("relstudy ") in said.out
    for action in ("start", "stop", "status"):
        assert f"server {action}" in said.out


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("command", COMMANDS, ids=lambda c: c.key)
def test_every_command_has_its_help(command: Command, lang: Lang, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*command.path, "--help", "--lang", lang]) == 0
    said = capsys.readouterr().out
    for name in (*command.arguments, *command.options):
        assert name in command.usage or name == "--all"
        assert name in said
        about = load_words(lang, "cli")["commands"][command.key]["about"][about_key(name)]
        assert " ".join(about.split()) in " ".join(said.split())
    later = load_words(lang, "cli")["help"]["later"]
    assert (later in " ".join(said.split())) == (command.does is None)


def test_both_languages_have_the_same_words_with_the_same_fields() -> None:
    french, english = (flat(load_words(lang, "cli")) for lang in LANGS)
    assert french.keys() == english.keys()
    assert {k: fields(v) for k, v in french.items()} == {k: fields(v) for k, v in english.items()}


def test_words_speak_of_nothing_that_is_not_there() -> None:
    for key, words in load_words("fr", "cli")["commands"].items():
        command = next(c for c in COMMANDS if c.key == key)
        assert set(words["about"]) == {about_key(name) for name in (*command.arguments, *command.options)}


@pytest.mark.parametrize("command", [c for c in COMMANDS if c.does], ids=lambda c: c.key)
def test_a_built_command_takes_what_its_usage_says(command: Command) -> None:
    assert command.does is not None
    parameters = inspect.signature(command.does()).parameters
    named = {p.name.removesuffix("_waves") for p in parameters.values() if p.kind is p.KEYWORD_ONLY} - {"shell"}
    # A word of Python's own is an argument with an underscore behind it.
    named = {name.rstrip("_").replace("_", "-") for name in named}
    assert named == {about_key(option) for option in command.options}
    places = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.VAR_POSITIONAL)
    assert sum(p.kind in places for p in parameters.values()) == len(command.arguments)


def test_the_server_family_and_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    from relstudy import __version__

    assert main(["server", "--help"]) == 0
    assert "server status" in capsys.readouterr().out
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"relstudy {__version__}\n"
    assert main([]) == 0
    assert "check STUDY" in capsys.readouterr().out


@pytest.mark.parametrize("lang", LANGS)
def test_what_names_mean_fits_the_width(
    lang: Lang, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "64")
    for command in (c for c in COMMANDS if c.does):
        assert main([*command.name.split(), "--help", "--lang", lang]) == 0
        told = [line for line in capsys.readouterr().out.splitlines() if line.startswith(" ")]
        assert [line for line in told if len(line) > 64] == []
