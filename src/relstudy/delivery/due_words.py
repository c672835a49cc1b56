"""What a due run says: one line, a page of Markdown, and the notice as plain values."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from relstudy.delivery.due import DueRun
from relstudy.fault_words import as_json, explain
from relstudy.words import Lang, load_words, plural_form

#: Faults said on a page; `check` says them all.
_MOST_FAULTS = 50
#: Signs that Markdown would take for its own.
_SIGNS = re.compile(r"([\\`*_\[\]<>|#])")


def describe_state(due: DueRun, lang: Lang) -> str:
    """Return what became of a due run in one line, with what is awaited."""
    words = load_words(lang, "due")
    waves = ", ".join(o.wave for o in due.report.waves if o.status == "done")
    codes = ", ".join(dict.fromkeys(f"{f.code} {f.file}" for f in due.faults if f.severity == "error"))
    lines = [words["states"][due.state].format(waves=waves, codes=codes)]
    lines += [words["page"]["awaited"].format(wave=w.wave, files=", ".join(w.files)) for w in due.awaited]
    return " ".join(lines)


def write_page(due: DueRun, folder: Path, lang: Lang) -> str:
    """Return a page of Markdown: what became of the run, its faults, what moved for sure, where the files are."""
    return "\n".join(
        [describe_state(due, lang), *_faults(due, folder, lang), *_changes(due, folder, lang), *_files(due, lang)]
    )


def _faults(due: DueRun, folder: Path, lang: Lang) -> Iterator[str]:
    words = load_words(lang, "due")["page"]
    errors = [f for f in due.faults if f.severity == "error"]
    if not errors:
        return
    yield from ("", f"## {words['faults']}", "")
    for fault in errors[:_MOST_FAULTS]:
        said = explain(fault, lang)
        text = words["fault"].format(place=said.place, message=said.message, fix=said.fix)
        yield f"- **{fault.code}** {_plain(text.strip())}"
    left = len(errors) - _MOST_FAULTS
    if left > 0:
        yield f"- {_plain(words['more_faults'][plural_form(left, lang)].format(n=left, folder=folder))}"


def _changes(due: DueRun, folder: Path, lang: Lang) -> Iterator[str]:
    comparison = due.comparison
    if comparison is None or comparison.faults:
        return
    from relstudy.delivery.headlines import describe_change, headline_changes

    words = load_words(lang, "due")["page"]
    before, after = comparison.waves
    yield from ("", f"## {words['changes'].format(before=before, after=after)}", "")
    counts = Counter(change.verdict for change in comparison.changes)
    yield words["counts"].format_map(counts)
    moved = headline_changes(comparison)
    if moved:
        columns = ("figure", "before", "after", "difference")
        yield from ("", f"| {' | '.join(words[c] for c in columns)} |", "|---|--:|--:|--:|")
        for change in moved:
            said = describe_change(change, comparison, lang)
            yield f"| {' | '.join(_plain(said[c]) for c in columns)} |"
    n = len(comparison.expectations)
    if n:
        yield from ("", words["expectations"][plural_form(n, lang)].format(n=n))
    yield from ("", _plain(words["more_changes"].format(folder=folder, before=before, after=after)))


def _files(due: DueRun, lang: Lang) -> Iterator[str]:
    made = [Path(o.out) / name for o in due.report.waves if o.status == "done" and o.out for name in o.files]
    if made:
        yield from ("", f"## {load_words(lang, 'due')['page']['files']}", "")
        yield from (f"- [{_plain(str(path))}]({path.as_uri()})" for path in made)


def as_notice(due: DueRun, lang: Lang) -> dict[str, Any]:
    """Return what a due run leaves for a program to read: its state, its waves, its faults, and what moved for sure."""
    comparison = due.comparison
    told: dict[str, Any] = {
        "state": due.state,
        "message": describe_state(due, lang),
        "waves": [{"wave": o.wave, "status": o.status, "out": o.out, "files": list(o.files)} for o in due.report.waves],
        "awaited": [{"wave": w.wave, "files": list(w.files)} for w in due.awaited],
        "faults": [as_json(f, lang) for f in due.faults],
        "comparison": None,
    }
    if comparison is not None and not comparison.faults:
        from relstudy.delivery.headlines import headline_changes

        told["comparison"] = {
            "waves": list(comparison.waves),
            "verdicts": dict(Counter(change.verdict for change in comparison.changes)),
            "headlines": [
                {name: getattr(c, name) for name in ("key", "before", "after", "difference", "p_adjusted", "verdict")}
                for c in headline_changes(comparison)
            ],
        }
    return told


def _plain(text: str) -> str:
    return _SIGNS.sub(r"\\\1", text)
