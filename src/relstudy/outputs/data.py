"""The answers as a file for statistics programs, `data.sav`: what was asked, the weight and the profile, and nothing that says who answered."""

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from relstudy.errors import FaultLog
from relstudy.intake.answers import Answers
from relstudy.intake.frames import Responses, Sample
from relstudy.intake.open_codings import CodedAnswers
from relstudy.intake.ordering import order_by_content
from relstudy.outputs.output import Check, Files
from relstudy.outputs.variables import BLANK_TEXT, DataColumn, VariableNames, lay_columns
from relstudy.report import open_context
from relstudy.report.context import Context
from relstudy.report.findings import Findings
from relstudy.steps.intake import Intake
from relstudy.steps.open_answers import OPEN, OpenAnswers
from relstudy.steps.profiles import Profiles
from relstudy.steps.weights import Weights
from relstudy.survey.items import Item, ItemId
from relstudy.survey.plan import Study, Wave
from relstudy.tables.columns import object_array
from relstudy.tables.dictionary import Dictionary, Variable
from relstudy.tables.rows import Layout
from relstudy.tables.spss import read_spss
from relstudy.tables.spss_writing import write_spss
from relstudy.words import LANGS, Lang

NAME = "data.sav"


def without_survey(study: Study, wave: Wave) -> str | None:
    """Return why a study has no answers to hand over, None where it has."""
    return None if study.steps.survey else "no_survey"


def write_data(*, findings: Findings) -> Files:
    """Return `data.sav`, one row per respondent kept: the items in the order of the questionnaire, then profile and weight.

    Labels are in the first language of the study. There is no respondent's id, no column the questionnaire does not
    name, and of open questions only who answered them and which codes people gave to that; rows stand in the order of their content, since their place
    among ids would say whose they are. Codes declared missing are user-missing, blanks system-missing. Nothing is
    written for a wave without answers.
    """
    study, wave, steps = findings.study, findings.wave, findings.steps
    read, weights, profiles = steps.given(Intake), steps.given(Weights), steps.given(Profiles)
    if read is None or weights is None:
        return {}
    context = open_context(replace(findings, texts={}), _spoken(study))
    names = VariableNames()
    opened = steps.given(OpenAnswers)
    coded = opened.coded if opened is not None else {}
    laid = [
        lay_columns(asked, responses, names, context)
        for item in wave.items
        if item.in_questionnaire
        for asked, responses in _with_codes(item, read.responses, coded.get(item.id))
    ]
    columns = [column for found, _ in laid for column in found]
    if profiles is not None and profiles.k > 0:
        columns.append(_profile_column(profiles, names, context))
    weight = None
    if wave.weighting.method != "none":
        weight = DataColumn(
            variable=Variable(name=names.give("weight"), label=context.words.text("data.weight"), measure="scale"),
            cells=weights.weight.astype(float),
        )
        columns.append(weight)
    if not columns:
        return {}
    said = Dictionary(
        variables={column.variable.name: column.variable for column in columns},
        sets=tuple(answers for _, answers in laid if answers is not None),
        weight=None if weight is None else weight.variable.name,
    )
    content = write_spss(
        {column.variable.name: column.cells for column in columns},
        said,
        name=f"{context.study_name} – {context.wave_name}",
        made_on=wave.facts.field_end,
        order=_order(wave.items, read.responses, coded, weights),
    )
    return {NAME: content}


def _with_codes(item: Item, responses: Responses, coded: CodedAnswers | None) -> Iterator[tuple[Item, Responses]]:
    """Yield an item, and after an open one the codes people gave to its answers."""
    yield item, responses
    if coded is not None:
        yield coded.item, coded.responses


def _spoken(study: Study) -> Lang:
    return next((lang for lang in LANGS if lang == study.languages[0]), LANGS[0])


def _profile_column(profiles: Profiles, names: VariableNames, context: Context) -> DataColumn:
    ids = [f"p{number + 1}" for number in range(profiles.k)]
    variable = Variable(
        name=names.give("profile"),
        label=context.words.text("data.profile"),
        labels={one: context.profile_text(one) for one in ids},
        missing=(BLANK_TEXT,),
        measure="nominal",
        kind="text",
    )
    return DataColumn(variable=variable, cells=object_array([*ids, ""])[profiles.member])


def _order(
    items: tuple[Item, ...], responses: Responses, coded: Mapping[ItemId, CodedAnswers], weights: Weights
) -> np.ndarray:
    """Return the rows in the order of what stands in them, (n,): answers, then codes of open ones."""
    answers = {
        **_answers(responses),
        **{ItemId(f"{OPEN}{id_}"): one for id_, told in coded.items() for one in _answers(told.responses).values()},
    }
    given = (replace(told.item, id=ItemId(f"{OPEN}{id_}")) for id_, told in coded.items())
    none = np.empty(0)
    sample = Sample(weight=weights.weight, strata=none, clusters=none, fpc=none)
    return order_by_content((*items, *given), answers, sample)


def _answers(responses: Responses) -> dict[ItemId, Answers]:
    return {
        name: Answers(
            layer=layer,
            codes=responses.codes.get(name),
            ticked=responses.ticked.get(name),
            ranks=responses.ranks.get(name),
            values=responses.values.get(name),  # noqa: PD011  a field of ours
        )
        for name, layer in responses.missing.items()
    }


def check_data(files: Files, cells: pd.DataFrame) -> tuple[Check, ...]:
    """Return whether the file, read again, holds the sample of the cells: its respondents, their weights, the sizes of the profiles."""
    log = FaultLog()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / NAME
        path.write_bytes(files[NAME])
        # Twice: only the last two columns are compared, and a large file takes its time.
        head = read_spss(path, log, layout=Layout(file=NAME), wanted=())
        table = None if head is None else read_spss(path, log, layout=Layout(file=NAME), wanted=head.columns[-2:])
    if table is None or table.dictionary is None:
        return (Check(name="data_is_the_sample", passed=False, detail=", ".join(f.code for f in log.faults)),)
    values = dict(zip(cells["key"], cells["value"], strict=True))
    found = {"sample/_/n/_/all": float(len(table))}
    weight = table.dictionary.weight
    if weight is not None:
        found["weights/_/sum/_/all"] = float(np.nansum(table.numbers(weight, log)))
    profile = next((name for name in reversed(table.columns) if name != weight), None)
    sizes = [key for key in values if key.startswith("profiles/p") and key.endswith("/n/_/all")]
    if profile is not None and sizes:
        members = pd.Series(table.text(profile)).value_counts()
        found |= {key: float(members.get(key.split("/")[1], 0)) for key in sizes}
    unlike = [key for key, value in found.items() if not _equal(value, values.get(key))]
    return (Check(name="data_is_the_sample", passed=not unlike, detail=", ".join(unlike[:5]) or f"{len(table)} rows"),)


def _equal(found: float, told: object) -> bool:
    return told is not None and told is not pd.NA and bool(np.isclose(found, float(told), rtol=1e-11))  # type: ignore[arg-type]
