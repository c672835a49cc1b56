"""OUTPUTS: what is made of a wave, in its order, as data. The manifest is last: it lists the files and the checks before it."""

from relstudy.outputs import cells, coding, data, deck, errata, manifest, origins, pdf, report, typing, workbook
from relstudy.outputs.output import Output

OUTPUTS: tuple[Output, ...] = (
    Output(
        name="cells",
        needs=("cells", "tests"),
        makes=cells.write_cells,
        checks=cells.check_cells,
        is_step=False,
    ),
    Output(
        name="report",
        needs=("findings", "remarks", "langs"),
        makes=report.write_reports,
        checks=report.check_reports,
    ),
    Output(
        name="origins",
        needs=("findings", "files", "langs"),
        makes=origins.write_pages_of_origins,
        checks=origins.check_origins,
        is_step=False,
    ),
    Output(
        name="tables",
        needs=("findings", "langs"),
        makes=workbook.write_workbooks,
        checks=workbook.check_workbooks,
        is_step=False,
    ),
    Output(
        name="deck",
        needs=("findings", "langs", "template", "delivered"),
        makes=deck.write_decks,
        checks=deck.check_decks,
        is_step=False,
    ),
    Output(
        name="data",
        needs=("findings",),
        makes=data.write_data,
        checks=data.check_data,
        absent=data.without_survey,
        is_step=False,
    ),
    Output(
        name="typing_tool",
        needs=("findings",),
        makes=typing.write_typing,
        checks=typing.check_typing,
        absent=typing.without_profiles,
        is_step=False,
    ),
    Output(
        name="coding",
        needs=(
            "interviews",
            "intake.responses",
            "wave.cases",
            "wave.verbatims",
            "wave.codings",
            "wave.id",
            "wave.facts",
            "wave.labels",
            "study.languages",
            "study.codebook",
            "study.identity",
        ),
        makes=coding.write_coding,
        checks=coding.check_coding,
        absent=coding.without_interviews,
        is_step=False,
    ),
    # Begun first and awaited last but for what counts the files: typst sets the sheets while the outputs above are written.
    Output(
        name="paper",
        needs=("findings", "remarks", "langs"),
        makes=pdf.write_papers,
        checks=pdf.check_papers,
        is_step=False,
        is_beside=True,
    ),
    Output(
        name="errata",
        needs=("cells", "langs", "delivery"),
        makes=errata.write_errata,
        is_step=False,
    ),
    Output(
        name="manifest",
        needs=("study", "wave", "steps", "packages", "state", "files", "checks", "delivery"),
        makes=manifest.write_manifest,
        is_step=False,
    ),
)
