"""In which language to answer: `--lang` anywhere on the line, else the environment, else French."""

from collections.abc import Mapping, Sequence

from relstudy.cli.mistakes import Mistake
from relstudy.words import LANGS, Lang


def language_of(environment: Mapping[str, str]) -> Lang:
    """Return the language of LC_ALL, LC_MESSAGES or LANG: the first that is French or English, else French."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        spoken = environment.get(name, "").lower()
        for lang in LANGS:
            if spoken.startswith(lang):
                return lang
    return "fr"


def take_language(tokens: Sequence[str], default: Lang) -> tuple[Lang, list[str], Mistake | None]:
    """Return the language asked for, the tokens without `--lang`, and what is wrong with it if something is.

    The last `--lang` counts; after `--` nothing is an option.
    """
    lang, rest, wrong = default, [], None
    waiting = iter(tokens)
    for given in waiting:
        if given == "--":
            rest += [given, *waiting]
        elif given == "--lang" or given.startswith("--lang="):
            value = given.partition("=")[2] if "=" in given else next(waiting, "")
            known = next((known for known in LANGS if known == value), None)
            if known is not None:
                lang = known
            else:
                wrong = Mistake("bad-choice", option="--lang", found=value, allowed=", ".join(LANGS))
        else:
            rest.append(given)
    return lang, rest, wrong
