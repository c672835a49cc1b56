"""R4, new channels and services: what the other steps already say of offers in project or emerging; no test in this version."""

from relstudy.report.context import Context
from relstudy.report.page import Page, Plain, absent_page, show_page
from relstudy.report.pages.decision import gather_matter, matter_table


def build_page(context: Context) -> Page:
    """Return the page R4: a joint table of offers in project or emerging where something is known of one, else the reason."""
    say = context.words.say
    matters = tuple(m for m in gather_matter(context) if m.offer.status == "project" or m.offer.family == "emerging")
    table = matter_table(context, matters, name="R4-offers", caption=say("R4.table"))
    if table is None:
        return absent_page(context, "R4", reason=say("reasons.no_offers_test"))
    return show_page(
        context, "R4", title=say("R4.title"), state="partial",
        reason=say("R4.partial"), view=Plain(tables=(table,)),
    )  # fmt: skip
