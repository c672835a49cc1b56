"""Files written again with other texts in some of their cells: format, encoding, separators and every other cell as they were."""

from relstudy.tables.rewording.refusal import NotReworded
from relstudy.tables.rewording.rewriting import with_texts

__all__ = ["NotReworded", "with_texts"]
