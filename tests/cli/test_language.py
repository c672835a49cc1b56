import pytest

from relstudy.cli.language import language_of, take_language


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, "fr"),
        ({"LANG": "C.UTF-8"}, "fr"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "de_DE.UTF-8"}, "fr"),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
        ({"LANG": "fr_FR.UTF-8", "LC_MESSAGES": "en_US.UTF-8"}, "en"),
    ],
)
def test_the_environment_chooses_else_french(environment: dict[str, str], expected: str) -> None:
    assert language_of(environment) == expected


@pytest.mark.parametrize(
    ("tokens", "rest"),
    [
        (["--lang", "en", "check", "s"], ["check", "s"]),
        (["check", "s", "--lang=en"], ["check", "s"]),
        (["check", "--lang", "en", "s", "--langs", "fr"], ["check", "s", "--langs", "fr"]),
    ],
)
def test_the_option_is_taken_wherever_it_stands(tokens: list[str], rest: list[str]) -> None:
    assert take_language(tokens, "fr") == ("en", rest, None)


def test_after_two_dashes_nothing_is_an_option() -> None:
    assert take_language(["check", "--", "--lang", "en"], "fr") == ("fr", ["check", "--", "--lang", "en"], None)


@pytest.mark.parametrize("tokens", [["--lang", "de", "check"], ["check", "--lang"], ["--lang=", "check"]])
def test_a_language_that_is_not_spoken_is_a_mistake(tokens: list[str]) -> None:
    _, _, wrong = take_language(tokens, "en")
    assert wrong is not None
    assert wrong.place["allowed"] == "fr, en"
