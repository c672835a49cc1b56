"""OUTPUTS as data: each names what it needs, and every need is something there is."""

import inspect
from dataclasses import fields

from relstudy.outputs.order import OUTPUTS
from relstudy.outputs.output import Papers
from relstudy.report.findings import Findings
from relstudy.study.order import METHOD


def test_needs_are_the_arguments_of_what_makes_an_output() -> None:
    for output in OUTPUTS:
        expected = [need.replace(".", "_") for need in output.needs]
        assert sorted(inspect.signature(output.makes).parameters) == sorted(expected), output.name


def test_every_need_is_there() -> None:
    there = (
        {f.name for kind in (Papers, Findings) for f in fields(kind)}
        | {step.name for step in METHOD}
        | {"files", "checks"}
    )
    assert {need.partition(".")[0] for output in OUTPUTS for need in output.needs} <= there


def test_names_are_no_step_and_stand_once() -> None:
    names = [output.name for output in OUTPUTS] + [step.name for step in METHOD]
    assert len(names) == len(set(names))


def test_the_manifest_lists_all_others() -> None:
    assert OUTPUTS[-1].name == "manifest"
