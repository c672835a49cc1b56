"""How many of the texts were read by a coder: what the others say is in no count of cases."""

from relstudy.report.book import value_of
from relstudy.report.context import Context
from relstudy.report.values import Number, Said


def unread_texts(context: Context) -> Said | None:
    """Return how many texts of all were read, where reads.csv says that some were not; else None."""
    every, read = (context.book.get("interviews", "_", m, "_", "all") for m in ("texts", "texts_read"))
    if every is None or read is None or value_of(read, 0.0) >= value_of(every, 0.0):
        return None
    lang = context.lang
    return context.words.say("interviews.unread", read=Number(read, lang), all=Number(every, lang))
