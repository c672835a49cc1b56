"""What other programs write and read: headings of survey exports, forms, coded interviews, transcripts, coding rounds."""
