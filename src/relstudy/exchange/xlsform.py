"""XLSForm: the questionnaire of ODK, KoboToolbox, SurveyCTO as a workbook with the sheets survey, choices and settings.

Read as the standard writes it and as forms in the wild do: `select_one list`, `select one from list`, `list name` or
`list_name`, labels as `label`, `label::English (en)` or `label:French`. Nothing is judged here: what a question becomes
is the draft's matter.

References
----------
XLSForm.org, "XLSForm reference table" (2024); names of types after pyxform's aliases.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from relstudy.errors import FaultLog
from relstudy.tables import GivenFile, Table, read_table
from relstudy.tables.workbooks import sheet_names

Texts = dict[str, str]

_LANGUAGES = {
    "english": "en", "anglais": "en", "french": "fr", "francais": "fr", "français": "fr", "spanish": "es", "espanol": "es",
    "español": "es", "german": "de", "deutsch": "de", "arabic": "ar", "portuguese": "pt", "chinese": "zh", "default": "",
}  # fmt: skip
_SELECT = re.compile(
    r"(?P<kind>select_one|select_multiple|rank|select one from|select all that apply from|select one|select multiple"
    r"|select_one_from_file|select_multiple_from_file|select_one_external|select1|select)\s+(?P<list>\S+)"
    r"(?P<other>\s+or[ _]?(?:specify[ _])?other)?\s*\Z",
    re.IGNORECASE,
)
_KINDS = {
    "select_one": "select_one", "select one from": "select_one", "select one": "select_one", "select1": "select_one",
    "select_multiple": "select_multiple", "select all that apply from": "select_multiple", "select multiple": "select_multiple",
    "select": "select_multiple", "rank": "rank", "select_one_from_file": "select_file", "select_multiple_from_file": "select_file",
    "select_one_external": "select_file",
}  # fmt: skip
_ALIASES = {
    "int": "integer", "string": "text", "trigger": "acknowledge", "datetime": "dateTime", "phone number": "phonenumber",
    "add note prompt": "note", "add text prompt": "text", "add integer prompt": "integer", "add decimal prompt": "decimal",
    "q string": "text", "q int": "integer", "photo": "image", "location": "geopoint", "gps": "geopoint",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One answer of a list. `columns` is what else its row holds, for filters of choices."""

    name: str
    label: Texts
    columns: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A group or repeat around questions."""

    name: str
    label: Texts
    relevant: str
    repeat: bool
    appearance: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One row of the sheet survey that is no beginning and no end.

    `groups` are around it, the outermost first; `choice_filter` says which answers of its list are offered.
    """

    line: int
    kind: str
    name: str
    label: Texts
    choices: str = ""
    other: bool = False
    choice_filter: str = ""
    relevant: str = ""
    parameters: dict[str, str] = field(default_factory=dict)
    groups: tuple[Group, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form. `languages` are those of its labels, in order, "" for labels without one."""

    title: str
    default_language: str
    languages: tuple[str, ...]
    questions: tuple[Question, ...]
    choices: Mapping[str, tuple[Choice, ...]]


def is_form(path: Path) -> bool:
    """Tell whether a workbook is an XLSForm: it has a sheet survey with the columns type and name."""
    names = _sheets(path)
    if "survey" not in names:
        return False
    table = read_table(GivenFile(path=path.name, absolute=path), FaultLog(), sheet=names["survey"])
    return table is not None and {"type", "name"} <= {_plain(column) for column in table.columns}


def read_form(path: Path, log: FaultLog) -> Form | None:
    """Return the form of a workbook; None where a sheet cannot be read (faults in the log)."""
    source, names = GivenFile(path=path.name, absolute=path), _sheets(path)
    survey = read_table(source, log, sheet=names.get("survey", "survey"))
    choices = read_table(source, log, sheet=names["choices"]) if "choices" in names else None
    settings = read_table(source, FaultLog(), sheet=names["settings"]) if "settings" in names else None
    if survey is None or log.errors:
        return None
    set_ = next(iter(_records(settings)), (0, {}))[1] if settings is not None else {}
    labels = _label_columns(survey.columns)
    return Form(
        title=set_.get("form_title", "") or set_.get("title", ""),
        default_language=_language(set_.get("default_language", "")),
        languages=tuple(dict.fromkeys(labels.values())),
        questions=tuple(_questions(survey, labels)),
        choices=_choices(choices) if choices is not None else {},
    )


def _sheets(path: Path) -> dict[str, str]:
    try:
        content = path.read_bytes()
    except OSError:
        return {}
    return {name.strip().lower(): name for name in sheet_names(content, FaultLog(), path.name)}


def _plain(column: str) -> str:
    return re.sub(r"[\s_]+", "_", column.strip().lower())


def _label_columns(columns: tuple[str, ...]) -> dict[str, str]:
    """Return the columns that hold labels with the language of each, "" where none is named."""
    found = {}
    for column in columns:
        match = re.fullmatch(r"(label|caption)\s*(?:::?\s*(.+))?", column.strip(), re.IGNORECASE)
        if match is not None:
            found[column] = _language(match[2] or "")
    return found


def _language(text: str) -> str:
    """Return the two letters of a language written "English (en)", "english" or "en"; what is not known stays as written."""
    name = text.strip()
    code = re.search(r"\(([A-Za-z]{2})(?:[-_][A-Za-z]+)?\)\s*\Z", name)
    if code is not None:
        return code[1].lower()
    return _LANGUAGES.get(name.lower(), name.lower())


def _records(table: Table) -> Iterator[tuple[int, dict[str, str]]]:
    texts = {name: table.text(name).tolist() for name in table.columns}
    for row, line in enumerate(table.lines.tolist()):
        yield line, {_plain(name): column[row] for name, column in texts.items()}


def _labels(table: Table, labels: Mapping[str, str]) -> list[Texts]:
    columns = {lang: table.text(name).tolist() for name, lang in labels.items()}
    return [
        {lang: _bare(column[row]) for lang, column in columns.items() if column[row] not in ("", "-")}
        for row in range(len(table))
    ]


def _bare(text: str) -> str:
    """Return a label without the marks of Markdown and HTML that forms put into it, on one line."""
    text = re.sub(r"<[^<>]+>|\*\*|__|^#+\s*", "", text)
    return " ".join(text.split())


def _choices(table: Table) -> dict[str, tuple[Choice, ...]]:
    labels = _labels(table, _label_columns(table.columns))
    lists: dict[str, list[Choice]] = {}
    for row, (_, record) in enumerate(_records(table)):
        name = record.get("name") or record.get("value", "")
        if (record.get("list_name") or record.get("list")) and name:
            lists.setdefault(record.get("list_name") or record["list"], []).append(
                Choice(name=name, label=labels[row], columns=record)
            )
    return {name: tuple(listed) for name, listed in lists.items()}


def _questions(table: Table, labels: Mapping[str, str]) -> Iterator[Question]:
    groups: list[Group] = []
    said = _labels(table, labels)
    for row, (line, record) in enumerate(_records(table)):
        kind = " ".join(record.get("type", "").split())
        relevant = record.get("relevant") or record.get("relevance") or record.get("bind::relevant", "")
        begin = re.fullmatch(r"begin[ _](group|repeat|loop).*", kind, re.IGNORECASE)
        if begin is not None:
            repeat = begin[1].lower() != "group"
            appearance = record.get("appearance", "")
            groups.append(
                Group(
                    name=record.get("name", ""),
                    label=said[row],
                    relevant=relevant,
                    repeat=repeat,
                    appearance=appearance,
                )
            )
        elif re.match(r"end[ _](?:group|repeat|loop)", kind, re.IGNORECASE):
            del groups[-1:]
        elif kind and not _is_off(record):
            yield _question(line, kind, record, said[row], relevant, tuple(groups))


def _is_off(record: Mapping[str, str]) -> bool:
    return record.get("disabled", "").lower() in ("yes", "true", "1", "oui")


def _question(
    line: int, kind: str, record: Mapping[str, str], label: Texts, relevant: str, groups: tuple[Group, ...]
) -> Question:
    select = _SELECT.match(kind)
    pairs = dict(re.findall(r"([A-Za-z_-]+)\s*=\s*(\S+)", record.get("parameters", "")))
    return Question(
        line=line,
        kind=_KINDS[select["kind"].lower()]
        if select
        else _ALIASES.get(kind.lower(), kind if kind == "dateTime" else kind.lower()),
        name=record.get("name", ""),
        label=label,
        choices=select["list"] if select else "",
        other=bool(select and select["other"]),
        choice_filter=record.get("choice_filter", ""),
        relevant=relevant,
        parameters=pairs,
        groups=groups,
    )
