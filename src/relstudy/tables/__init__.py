"""Tables people make: CSV, Excel, Parquet and SPSS files as columns of text with the line each row stands on."""

from relstudy.tables.columns import Column
from relstudy.tables.reading import GivenFile, InputFile, check_columns, read_table
from relstudy.tables.table import Table

__all__ = ["Column", "GivenFile", "InputFile", "Table", "check_columns", "read_table"]
