"""`relstudy compare`: what changed from one wave to another, from what both published."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from relstudy.cli.arguments import missing_study
from relstudy.cli.fault_list import tell_faults
from relstudy.cli.mistakes import Mistake
from relstudy.cli.shell import Shell
from relstudy.cli.text_tables import describe_table

if TYPE_CHECKING:
    from relstudy.delivery.comparing import Comparison

#: Verdicts that are listed, in their order; of the others only the number is said.
_LISTED = ("up", "down", "not_settled")
#: Restated numbers that are listed: one changed weight changes them all.
_MOST_RESTATED = 30


def compare(
    study: Path, w1: str, w2: str, /, *, json: bool = False, shell: Annotated[Shell, Parameter(parse=False)]
) -> int:
    """Say what changed from one wave to another; return 1 where one of them was not run."""
    from relstudy.delivery.comparing import Comparison, compare_published

    if w1 == w2:
        raise Mistake("same-wave", found=w1)
    missing = missing_study(study)
    found = Comparison(waves=(w1, w2), faults=(missing,)) if missing is not None else compare_published(study, w1, w2)
    if json:
        shell.answer(found.as_dict(shell.lang))
    tell_faults(shell, found.faults)
    if any(f.severity == "error" for f in found.faults):
        return 1
    if not json:
        _say(shell, found)
    return 0


def _say(shell: Shell, found: "Comparison") -> None:
    from relstudy.delivery.headlines import column_name, describe_change, profile_name, short_label

    counts = {
        verdict: sum(c.verdict == verdict for c in found.changes)
        for verdict in (*_LISTED, "no_change", "not_comparable")
    }
    shell.say(shell.word("compare.waves", before=found.waves[0], after=found.waves[1]))
    shell.say(", ".join(shell.plural(f"compare.{verdict}", n) for verdict, n in counts.items()) + ".")
    for verdict in _LISTED:
        changes = [change for change in found.changes if change.verdict == verdict]
        if changes:
            _say_table(shell, f"compare.{verdict}_title", [describe_change(c, found, shell.lang) for c in changes])
    reasons = dict.fromkeys(c.reason for c in found.changes if c.verdict == "not_comparable" and c.reason)
    if reasons:
        counted = [
            {"reason": shell.word(f"compare.reasons.{reason}"), "n": sum(c.reason == reason for c in found.changes)}
            for reason in reasons
        ]
        _say_table(shell, "compare.not_comparable_title", counted)
    if found.expectations:
        _say_table(
            shell,
            "compare.expectations_title",
            [
                {
                    "expectation": short_label(found.labels, "expectation", e.expectation, shell.lang),
                    "column": column_name(found, e.column, shell.lang),
                    "tier": _moved(shell, e.tier_before, e.tier_after),
                    "action": _moved(shell, e.action_before, e.action_after),
                }
                for e in found.expectations
            ],
        )
    if any(p.verdict != "not_comparable" for p in found.profiles):
        _say_table(
            shell,
            "compare.profiles_title",
            [
                {
                    "profile": profile_name(found, p.profile, shell.lang),
                    "before": _share(shell, p.before),
                    "after": _share(shell, p.after),
                    "continuity": shell.word(f"compare.continuity.{p.verdict}"),
                }
                for p in found.profiles
            ],
        )
    if found.restated:
        rows = [
            {"wave": r.wave, "key": r.key, "before": _said(r.before), "after": _said(r.after)}
            for r in found.restated[:_MOST_RESTATED]
        ]
        _say_table(shell, "compare.restated_title", rows)
        if len(found.restated) > len(rows):
            shell.say(f"  {shell.plural('compare.more', len(found.restated) - len(rows))}")
        for reason in dict.fromkeys(r.reason for r in found.restated):
            shell.say(f"  {shell.word('compare.because', files=reason)}")


def _say_table(shell: Shell, title: str, rows: Sequence[Mapping[str, object]]) -> None:
    shell.say()
    shell.say(shell.word(title))
    for line in describe_table(shell, rows):
        shell.say(f"  {line}")


def _share(shell: Shell, value: float | None) -> str:
    from relstudy.report.numbers import format_value

    return "-" if value is None else format_value(value, "share", shell.lang)


def _moved(shell: Shell, before: str | None, after: str | None) -> str:
    if before is None or after is None or before == after:
        return "-"
    return shell.word(
        "compare.moved", before=shell.word(f"compare.words.{before}"), after=shell.word(f"compare.words.{after}")
    )


def _said(value: float | str | None) -> str:
    if value is None:
        return "-"
    return value if isinstance(value, str) else f"{value:.6g}"
