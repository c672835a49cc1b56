"""Remarks noted at reading: the warnings and notes of a wave's files, in words, each with its place."""

from dataclasses import replace

from relstudy import fault_words
from relstudy.errors import Fault
from relstudy.report.context import Context
from relstudy.report.table import Column, Row, Table, table_of
from relstudy.report.values import Label


def remarks_table(context: Context, remarks: tuple[Fault, ...]) -> Table | None:
    """Return one row per remark and per fault of the wave's steps, errors first; None where there are none."""
    say = context.words.say
    # A warning of a step that was accepted stands among the remarks as what became of it.
    settled = {replace(f, severity="warning", settled=None) for f in remarks if f.settled is not None}
    faults = sorted(
        dict.fromkeys((*remarks, *(f for f in context.result.faults if f not in settled))),
        key=lambda f: ("error", "warning", "note").index(f.severity),
    )
    if not faults:
        return None
    rows = tuple(
        Row(
            head=say(f"method.severity.{f.severity}"),
            note=Label(fault_words.explain(f, context.lang).place),
            cells=(Label(_told(f, context)),),
        )
        for f in faults
    )
    columns = (Column(title=say("method.remark_text"), kind="text"),)
    caption, stub = say("method.remarks"), say("method.remark_place")
    return table_of(columns, rows, name="method-remarks", caption=caption, stub=stub)


def _told(fault: Fault, context: Context) -> str:
    """Return what was found and, where a reviewer accepted it, why and who."""
    found = fault_words.explain(fault, context.lang).message
    return " ".join(filter(None, (found, fault_words.settled_in_words(fault, context.lang))))
