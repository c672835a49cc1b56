"""`relstudy code`: a coding round in Excel for one coder."""

import math
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from relstudy.cli.arguments import missing_study, refuse_empty
from relstudy.cli.fault_list import tell_faults
from relstudy.cli.mistakes import Mistake
from relstudy.cli.shell import Shell
from relstudy.errors import Fault, StudyError
from relstudy.fault_words import as_json

if TYPE_CHECKING:
    from relstudy.delivery.coding import PreparedRound
    from relstudy.delivery.proposing import Proposed

_NOTHING: dict[str, object] = {
    "out": None, "coder": None, "given": 0, "total": 0, "cases": 0, "codes": 0, "read_before": 0,
    "proposals": None,
}  # fmt: skip


def prepare_coding(
    study: Path,
    /,
    *,
    wave: str,
    out: Path,
    coder: str | None = None,
    item: str | None = None,
    sample: int | None = None,
    suggest: bool = False,
    disagreements: bool = False,
    json: bool = False,
    shell: Annotated[Shell, Parameter(parse=False)],
) -> int:
    """Write a coding round, or a list of what coders did not code alike; return 0 when it is there, 1 where something stands against it."""
    refuse_empty("--wave", wave)
    refuse_empty("--coder", coder)
    refuse_empty("--item", item)
    of_a_round = {"--coder": coder, "--sample": sample, "--suggest": suggest or None}
    for name in (name for name, told in of_a_round.items() if disagreements and told is not None):
        raise Mistake("not-together", name=name, other="--disagreements")
    if not disagreements and coder is None:
        raise Mistake("missing-argument", name="--coder")
    if out.suffix.lower() != ".xlsx":
        raise Mistake("bad-value", name="--out", found=str(out))
    if sample is not None and sample < 1:
        raise Mistake("bad-count", name="--sample", found=str(sample))
    missing = missing_study(study)
    if missing is not None:
        return _refuse(shell, (missing,), json=json)
    if coder is None:
        return _list(shell, study, wave=wave, out=out, item=item, json=json)
    from relstudy.delivery.coding import prepare_round

    try:
        done = prepare_round(study, wave=wave, coder=coder.strip(), out=out, sample=sample, item=item, suggest=suggest)
    except StudyError as error:
        return _refuse(shell, error.faults, json=json)
    if json:
        shell.answer({**_answer(done, out), "faults": []})
    else:
        _say(shell, done, study, out)
    return 0


def _list(shell: Shell, study: Path, *, wave: str, out: Path, item: str | None, json: bool) -> int:
    """Write what coders did not code alike."""
    from relstudy.delivery.disagreeing import list_disagreements

    try:
        done = list_disagreements(study, wave=wave, out=out, item=item)
    except StudyError as error:
        return _refuse(shell, error.faults, json=json)
    if json:
        shell.answer({"out": str(out), "disagreements": done.disagreements, "texts": done.texts, "faults": []})
        return 0
    shell.say(shell.plural("code.disagreements", done.disagreements, out=out, texts=done.texts))
    if done.unchanged:
        shell.say(shell.word("code.unchanged"))
    return 0


def _refuse(shell: Shell, faults: tuple[Fault, ...], *, json: bool) -> int:
    from relstudy.delivery.jobs import exit_code

    if json:
        shell.answer({**_NOTHING, "faults": [as_json(one, shell.lang) for one in faults]})
    tell_faults(shell, faults)
    shell.tell(shell.word("code.refused"))
    return exit_code(faults)


def _answer(done: "PreparedRound", out: Path) -> dict[str, object]:
    made = done.round
    return {
        "out": str(out),
        "coder": made.coder,
        "given": made.given,
        "total": made.total,
        "cases": len({one.case for one in made.passages}),
        "codes": len(made.codes),
        "read_before": done.read_before,
        "proposals": _quality_of(done.proposed) if done.proposed is not None else None,
    }


def _quality_of(proposed: "Proposed") -> dict[str, object]:
    quality, human = proposed.quality, proposed.human
    return {
        "texts": proposed.texts,
        "codes": proposed.learned,
        "precision": _known(quality.precision),
        "recall": _known(quality.recall),
        "f1": _known(quality.f1),
        "human_f1": _known(human.f1) if human is not None else None,
    }


def _known(value: float) -> float | None:
    return None if math.isnan(value) else round(value, 6)


def _say_quality(shell: Shell, proposed: "Proposed") -> None:
    """Say how good proposals are on cases held apart, beside what two people agree on."""

    def share(value: float) -> str:
        return "—" if math.isnan(value) else f"{100 * value:.0f} %"

    quality, human = proposed.quality, proposed.human
    shell.say(shell.word("code.learned", texts=proposed.texts, learned=proposed.learned, codes=proposed.codes))
    told = {"precision": share(quality.precision), "recall": share(quality.recall), "f1": share(quality.f1)}
    shell.say(shell.word("code.quality", **told))
    shell.say(shell.word("code.no-human") if human is None else shell.word("code.human", f1=share(human.f1)))


def _say(shell: Shell, done: "PreparedRound", study: Path, out: Path) -> None:
    made = done.round
    answers = "-answers" if made.item else ""
    shell.say(shell.plural(f"code.done{answers}", made.given, out=out))
    if made.is_drawn:
        shell.say(shell.word(f"code.drawn{answers}", total=made.total, seed=made.seed))
    if done.unchanged:
        shell.say(shell.word("code.unchanged"))
    if done.proposed is not None:
        _say_quality(shell, done.proposed)
        if not made.item:
            shell.say(shell.word("code.proposals-kept", wave=made.wave))
    if done.read_before:
        shell.tell(shell.plural("code.read-before", done.read_before, coder=made.coder))
    command = f"relstudy import {shlex.quote(str(study))} {shlex.quote(str(out))} --wave {shlex.quote(made.wave)}"
    shell.say(shell.word("code.next", command=command))
