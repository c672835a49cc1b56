"""The questionnaire: one table per item, from questionnaire.toml or questionnaire.xlsx (`read_questionnaire_xlsx`)."""

from collections.abc import Iterable

from relstudy.definitions.read_declaration import Declaration
from relstudy.definitions.read_folder import StudyFolder
from relstudy.definitions.read_toml import read_document
from relstudy.survey.plan import Source

ENDINGS = ("toml", "xlsx")


def read_questionnaire(
    folder: StudyFolder, source: Source, *, languages: tuple[str, ...]
) -> tuple[Declaration, ...] | None:
    """Return one table per item, in the order of the file; None where the file cannot be read."""
    if source.path.endswith(".xlsx"):
        # Only a study with such a workbook pays for its reader.
        from relstudy.definitions.read_questionnaire_xlsx import read_workbook

        document = read_workbook(folder, source, languages)
    else:
        document = read_document(folder, source)
    if document is None:
        return None
    root = Declaration(document.data, document, (), folder.log)
    root.only(("items",))
    tables = root.tables("items")
    if tables is None:
        if not root.has("items"):
            root.fault("missing-key", column="items", allowed="[[items]]")
        return None
    for table in tables:
        declared = table.data.get("id")
        table.item = declared.strip() if isinstance(declared, str) and declared.strip() else None
    return _distinct(tables)


def _distinct(tables: Iterable[Declaration]) -> tuple[Declaration, ...]:
    first: dict[str, Declaration] = {}
    kept = []
    for table in tables:
        if table.item is not None and table.item in first:
            line = first[table.item].place("id").line
            table.fault("duplicate-id", "id", found=table.item, allowed=f"L{line}")
            continue
        if table.item is not None:
            first[table.item] = table
        kept.append(table)
    return tuple(kept)
