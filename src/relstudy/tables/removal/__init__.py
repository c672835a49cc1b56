"""Files written again without some of their rows: format, encoding, separators and every other row as they were.

What the format allows stays byte for byte: the other lines of a CSV file, the other cells of a sheet, the other cases
of an SPSS file. A Parquet file is written again column by column, in the row groups and with the packing it had.
"""

from relstudy.tables.removal.place import Place
from relstudy.tables.removal.refusal import NotRemovable
from relstudy.tables.removal.rewriting import without_rows

__all__ = ["NotRemovable", "Place", "without_rows"]
