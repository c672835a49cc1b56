"""Pages of the report: one module each, a view built from cells and the page around it."""
