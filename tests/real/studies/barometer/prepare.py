"""Split the barometer's workbook (all waves in one sheet) into one responses.csv per wave, as the file has it."""

import csv
from pathlib import Path

from python_calamine import CalamineWorkbook

SOURCE = "fr-barometre-numerique-extrait-2007-2019/barometre_credoc_0719_extrait.xlsx"


def prepare(data: Path, study: Path, *, separator: str = ",", decimal: str = ".", encoding: str = "utf-8") -> None:
    """Write `waves/<year>/responses.csv` for every wave folder of the study, in the spelling asked for."""
    header, *rows = CalamineWorkbook.from_path(data / SOURCE).get_sheet_by_index(0).to_python()
    year, weight = header.index("annee"), header.index("pond")
    for wave in sorted((study / "waves").iterdir()):
        with (wave / "responses.csv").open("w", encoding=encoding, newline="") as stream:
            writer = csv.writer(stream, delimiter=separator)
            writer.writerow(header)
            for row in rows:
                if int(row[year]) == int(wave.name):
                    plain = [str(int(v)) if isinstance(v, float) and v.is_integer() else str(v) for v in row]
                    plain[weight] = plain[weight].replace(".", decimal)
                    writer.writerow(plain)
