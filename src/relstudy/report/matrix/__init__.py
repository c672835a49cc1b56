"""The interview matrix: who says what, one cell per interview, and what is said under it."""
