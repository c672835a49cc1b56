"""A proposal as the files of a study, with comments in the analyst's language."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from relstudy.drafting import toml_text as toml
from relstudy.drafting.names import describes_people
from relstudy.drafting.proposal import Proposal, ProposedCode, ProposedItem, Remark, Texts
from relstudy.folding import strip_unseen
from relstudy.survey.plan import NO_DAY
from relstudy.tables.entities import read_entities
from relstudy.unnamed import tell_unnamed
from relstudy.words import Lang, load_words

#: Fields of remarks that list columns.
_OF_COLUMNS = ("column", "columns", "others")
#: Codes are written beside their columns one a line beyond this number.
_FEW = 2
#: Tags of a page that survey programs leave in wordings, no "<" of a sentence.
_TAG = re.compile(
    r"</?(?:p|br|b|i|u|s|em|strong|small|big|span|div|font|center|sup|sub|a|ul|ol|li|h[1-6]|hr|img|table|tbody|thead|tr|td|th|label|script|style)"
    r"(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
#: Words that a program sets apart by stars around them: "*Python*", "**not**"; no star that marks what must be answered.
_STARRED = re.compile(r"(?<![\w*])(\*{1,2})(?=[^\s*])([^*]*[^\s*])\1(?![\w*])")
#: A link as Markdown has it: the words it stands under are part of a wording, its address is not.
_LINK = re.compile(r"\[([^\[\]]+)\]\(\s*(?:https?://|mailto:|www\.)[^()\s]+\s*\)")
#: Items named as examples of a setting.
_SUGGESTED = 4


def remark_sentence(remark: Remark, lang: Lang) -> str:
    """Return what there is to settle as one sentence."""
    words = load_words(lang, "draft")
    fields = {
        name: words["missing"].get(value, value)
        if name == "missing"
        else name_columns(value, lang)
        if name in _OF_COLUMNS
        else value
        for name, value in remark.fields.items()
    }
    return str(words["settle"][remark.key]).format(**fields)


def name_columns(text: str, lang: Lang) -> str:
    """Return a list of columns with those that have no name in the file, "#12", as a spreadsheet shows them: "column L"."""
    said = str(load_words(lang, "draft")["unnamed"])
    return tell_unnamed(text, lambda letters: said.format(letters=letters))


def settle_lines(remarks: Iterable[Remark], lang: Lang) -> list[str]:
    """Return remarks as lines of comment, each with the line proposed instead."""
    mark = load_words(lang, "draft")["mark"]
    lines: list[str] = []
    for remark in remarks:
        lines += toml.comment(f"{mark} {remark_sentence(remark, lang)}", indent="  ")
        if remark.instead is not None:
            lines.append(f"# {remark.instead}")
    return lines


def study_text(proposal: Proposal, lang: Lang) -> str:
    """Return study.toml."""
    says = load_words(lang, "draft")["study"]
    lines = [
        *toml.comment(says["head"]),
        *settle_lines(proposal.remarks, lang),
        "",
        "[study]",
        f"id = {toml.text(proposal.id)}",
        f"name = {toml.label(proposal.name)}",
        f"languages = {toml.items(toml.text(lang_) for lang_ in proposal.languages)}",
        "seed = 1",
        "",
        *toml.comment(says["steps"]),
        "[steps]",
        "audit = false",
        "benchmark = false",
        "interviews = false",
        "survey = true",
        "",
        *toml.comment(says["respondents"]),
        "[respondents]",
        f"id = {toml.text(proposal.respondent)}",
        *([f"sheet = {toml.text(proposal.sheet)}"] if proposal.sheet else []),
        *([f"header_row = {proposal.header_row}"] if proposal.header_row > 1 else []),
        *([f"skip_rows = {list(proposal.skip_rows)}"] if proposal.skip_rows else []),
        *([f"keep = {toml.text(proposal.keep)}"] if proposal.keep else []),
        *toml.comment(says["respondents-more"], wrap=False),
        "",
        *toml.comment(says["weighting"]),
        "[weighting]",
        *_weighting(proposal),
        "",
        *_further_settings(proposal, says),
    ]
    return "\n".join(lines) + "\n"


def _further_settings(proposal: Proposal, says: Mapping[str, str]) -> list[str]:
    """Return settings to uncomment, with items of the draft that may serve."""
    scales = [item.id for item in proposal.items if item.kind.answer == "point"]
    rows = [f"{item.id}.{row.id}" for item in proposal.items for row in item.rows]
    groups = [
        item.id
        for item in proposal.items
        if item.kind.answer == "choice" and describes_people(item.id, *item.label.values())
    ]
    profiles, banner = [*scales, *rows][:_SUGGESTED] or ["q1", "q2"], groups[:_SUGGESTED] or ["q1"]
    return toml.comment(
        says["more"].format(profiles=_ids(profiles), banner=_ids(banner), lang=proposal.languages[0]), wrap=False
    )


def _ids(ids: Iterable[str]) -> str:
    return "[" + ", ".join(toml.text(id_) for id_ in ids) + "]"


def _weighting(proposal: Proposal) -> list[str]:
    if proposal.weight is None:
        return ['method = "none"']
    zero = ['zero = "drop"'] if proposal.drop_zero_weights else []
    return ['method = "column"', f"column = {toml.text(proposal.weight)}", *zero]


def questionnaire_text(proposal: Proposal, lang: Lang) -> str:
    """Return questionnaire.toml."""
    words = load_words(lang, "draft")
    lines = toml.comment(words["questionnaire"]["head"])
    for item in proposal.items:
        lines.append("")
        if item.heading:
            lines += [*toml.comment(f"== {item.heading}"), ""]
        lines += _item_lines(item, lang)
    if proposal.left_out:
        lines += ["", *toml.comment(words["questionnaire"]["left-out"])]
        by_reason: dict[str, list[str]] = {}
        for left in proposal.left_out:
            by_reason.setdefault(left.reason, []).append(left.name)
        for reason, names in by_reason.items():
            said = words["left-out"][reason]
            listed = name_columns(words["between"].join(" ".join(name.split()) for name in names), lang)
            lines += toml.comment(f"- {said}{words['colon']} {listed}", indent="  ")
    return "\n".join(lines) + "\n"


def _item_lines(item: ProposedItem, lang: Lang) -> list[str]:
    lines = [
        "[[items]]",
        *settle_lines(item.remarks, lang),
        f"id = {toml.text(item.id)}",
        f"type = {toml.text(item.type)}",
    ]
    if item.kind.columns != "by_row":
        lines += _column_lines(item)
    lines.append(f"label = {_label(item.label)}")
    if item.codes:
        lines.append(f"codes = {_codes(item.codes)}")
    lines += _tick_lines(item)
    if item.filter is not None:
        lines.append(f"filter = {toml.text(item.filter)}")
    if item.blank is not None:
        lines.append(f"blank = {toml.text(item.blank)}")
    if item.base is not None:
        lines.append(f"base = {toml.text(item.base)}")
    if not item.tables:
        lines.append("tables = false")
    if item.kind.columns == "by_row":
        lines += ["[items.rows]", *(f"{toml.key(row.id)} = {toml.text(row.column)}" for row in item.rows)]
        labelled = [row for row in item.rows if row.label]
        if labelled:
            lines += ["[items.row_labels]", *(f"{toml.key(row.id)} = {_label(row.label)}" for row in labelled)]
    return lines


def _tick_lines(item: ProposedItem) -> list[str]:
    """Return what tells a tick, what stands where there is none for a reason, and where a blank is no point given."""
    lines = [] if item.yes is None else [f"yes = {toml.text(item.yes)}"]
    if item.missing_texts:
        pairs = {text: toml.text(kind) for text, kind in item.missing_texts}
        lines.append(f"missing = {toml.table(pairs)}")
    if item.shared_out:
        lines.append(f"shared_out = {toml.items(toml.text(column) for column in item.shared_out)}")
    return lines


def _column_lines(item: ProposedItem) -> list[str]:
    if item.kind.columns != "by_code":
        return [f"column = {toml.text(column)}" for column in item.columns]
    if item.separator is not None:
        return [f"column = {toml.text(item.columns[0])}", f"separator = {toml.text(item.separator)}"]
    if item.by_place:
        return [f"places = {toml.items(toml.text(column) for column in item.columns)}"]
    return [f"columns = {toml.items(toml.text(column) for column in item.columns)}"]


def _label(texts: Texts) -> str:
    """Return a label without what programs leave in it: tags of pages, signs nobody sees."""
    return toml.label({lang: plain_wording(said) or said for lang, said in texts.items()})


def plain_wording(text: str) -> str:
    """Return a wording without tags of a page, stars of emphasis and addresses of links, with the signs its entities stand for, and without signs nobody sees."""
    plain = _STARRED.sub(r"\2", _LINK.sub(r"\1", read_entities(_TAG.sub(" ", text))))
    plain = strip_unseen(plain)
    return plain if plain == text else re.sub(r" {2,}", " ", plain).strip(" ")


def _codes(codes: tuple[ProposedCode, ...]) -> str:
    written = [toml.table(_code(code)) for code in codes]
    if len(codes) <= _FEW:
        return toml.items(written)
    plain = all(not code.label for code in codes)
    return toml.filled(written) if plain else "[\n" + "".join(f"  {value},\n" for value in written) + "]"


def _code(code: ProposedCode) -> dict[str, str]:
    pairs: dict[str, str] = {"code": toml.text(code.code)}
    if code.label:
        pairs["label"] = _label(code.label)
    if code.value is not None:
        pairs["value"] = toml.number(code.value)
    if code.missing is not None:
        pairs["missing"] = toml.text(code.missing)
    if code.yes is not None:
        pairs["yes"] = toml.text(code.yes)
    if code.exclusive:
        pairs["exclusive"] = "true"
    return pairs


def wave_text(proposal: Proposal, lang: Lang) -> str:
    """Return the wave's wave.toml."""
    says: Mapping[str, Any] = load_words(lang, "draft")["wave"]
    first, last = (day.isoformat() for day in proposal.dates) if proposal.dates else (NO_DAY.isoformat(),) * 2
    remarks = (
        proposal.wave_remarks
        if proposal.dates
        else (*proposal.wave_remarks, Remark("dates", {"day": NO_DAY.isoformat()}))
    )
    lines = [
        *toml.comment(says["head"]),
        *settle_lines(remarks, lang),
        f"field_start = {first}",
        f"field_end = {last}",
        *toml.comment(says["facts"], wrap=False),
    ]
    return "\n".join(lines) + "\n"


def all_remarks(proposal: Proposal) -> list[tuple[str, str | None, Remark]]:
    """Return every remark with its file and item, in the order of the files."""
    wave = f"waves/{proposal.wave}/wave.toml"
    dates = () if proposal.dates else (Remark("dates", {"day": NO_DAY.isoformat()}),)
    return [
        *(("study.toml", None, remark) for remark in proposal.remarks),
        *(("questionnaire.toml", item.id, remark) for item in proposal.items for remark in item.remarks),
        *((wave, None, remark) for remark in (*proposal.wave_remarks, *dates)),
    ]
