"""Labels in the columns of a table: `label_fr`, `label_en`, or one `label` in the study's first language."""

from collections.abc import Mapping


def label_columns(languages: tuple[str, ...]) -> tuple[str, ...]:
    """Return the columns a label may stand in: `label_<language>`, or `label` in the study's first language."""
    return (*dict.fromkeys(f"label_{lang}" for lang in (*languages, "fr", "en")), "label")


def row_label(record: Mapping[str, str], languages: tuple[str, ...]) -> dict[str, str]:
    """Return the label of one row of a register by language."""
    label = {name.removeprefix("label_"): text for name, text in record.items() if name.startswith("label_") and text}
    if not label and record.get("label"):
        label = {languages[0]: record["label"]}
    return label
