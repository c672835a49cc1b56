"""The report on paper: each view as a tree of plain data, set by a fixed typst template as a tagged PDF."""
