"""The report as plain text: the same pages as the HTML report, for terminals and for reading by eye."""
