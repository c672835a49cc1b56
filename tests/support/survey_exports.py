"""The same 60 answers as ten survey programs export them, plain or with what makes real exports odd.

Odd: an "Other" with its text, an option nobody ticked, an exclusive "none", a comment that holds separators and line breaks.
"""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path

from openpyxl import Workbook

N = 60
CLIENT = "Êtes-vous client de la banque ?"
CHANNELS = "Quels canaux utilisez-vous pour la joindre ?"
RATED = "Êtes-vous satisfait des points suivants ?"
RECOMMENDS = "Recommanderiez-vous la banque à un proche ?"
WHY = "Pour quelle raison ?"
OPTIONS = ("Application mobile", "Agence", "Téléphone", "Site web")
NEVER, NONE, OTHER = "Courrier", "Aucun de ces canaux", "Autre"
LINES = ("Accueil", "Délai", "Prix")
POINTS = ("Très satisfait", "Plutôt satisfait", "Plutôt insatisfait", "Très insatisfait")
WRITTEN = ("par ma fille", "le facteur", "un collègue", "au marché")


@dataclass(frozen=True, slots=True, kw_only=True)
class Respondent:
    """One respondent's answers."""

    client: bool
    channels: tuple[str, ...]
    other: str
    rated: tuple[int, ...]
    recommends: int
    why: str


def respondents(*, odd: bool) -> tuple[Respondent, ...]:
    """Return the 60 respondents: the same answers, with `odd` also to what only the odd questionnaire offers."""
    made = []
    for i in range(N):
        ticks = [name for name, every in zip(OPTIONS, (2, 3, 5, 7), strict=True) if i % every == 0] or [OPTIONS[1]]
        other = WRITTEN[i // 15] if odd and i % 15 == 4 else ""
        if odd and i in (11, 13, 17):
            ticks = [NONE]
        why = "" if i % 4 else f"parce que je l'ai dit ainsi, n° {i}; et « encore »" + ("\nà la ligne" if odd else "")
        made.append(
            Respondent(
                client=i % 3 != 1, channels=tuple(ticks), other=other,
                rated=(i * i % 4, (i // 2) % 4 if i % 5 else 0, 3 - (i * 7 % 11) % 4), recommends=(i * 7 + i // 6) % 11, why=why,
            )
        )  # fmt: skip
    return tuple(made)


def offered(*, odd: bool) -> tuple[str, ...]:
    """Return the options of the set without its "Other"."""
    return (*OPTIONS, NEVER, NONE) if odd else OPTIONS


def counts(*, odd: bool) -> dict[str, dict[str, int]]:
    """Return the rows of each answer by line: what every draft must come to."""
    people = respondents(odd=odd)
    ticks = {option: sum(option in p.channels for p in people) for option in offered(odd=odd)}
    if odd:
        ticks[OTHER] = sum(bool(p.other) for p in people)
    rated = {
        line: {point: sum(p.rated[place] == n for p in people) for n, point in enumerate(POINTS)}
        for place, line in enumerate(LINES)
    }
    return {
        CLIENT: {"Oui": sum(p.client for p in people), "Non": sum(not p.client for p in people)},
        CHANNELS: ticks,
        **rated,
        RECOMMENDS: {str(n): sum(p.recommends == n for p in people) for n in range(11)},
    }


Rows = list[list[str]]


def qualtrics(*, odd: bool) -> Rows:
    """Return an export of Qualtrics: names, wordings, ImportId; a set in columns, choices as texts."""
    options = offered(odd=odd)
    stems = [f"{CHANNELS} - Selected Choice - {option}" for option in options]
    wordings = [CLIENT, *stems]
    names = ["Q1", *(f"Q2_{n}" for n in range(1, len(options) + 1))]
    if odd:
        names += ["Q2_9", "Q2_9_TEXT"]
        wordings += [f"{CHANNELS} - Selected Choice - {OTHER}", f"{CHANNELS} - {OTHER} - Text"]
    names += [*(f"Q3_{n}" for n in (1, 2, 3)), "Q4", "Q5"]
    wordings += [*(f"{RATED} - {line}" for line in LINES), RECOMMENDS, WHY]
    system = ["StartDate", "EndDate", "Status", "Progress", "Finished", "RecordedDate", "ResponseId", "UserLanguage"]
    rows = [
        [*system, *names],
        ["Start Date", "End Date", "Response Type", "Progress", "Finished", "Recorded Date", "Response ID", "User Language", *wordings],
        [f'{{"ImportId":"{name}"}}' for name in (*system, *names)],
    ]  # fmt: skip
    for i, p in enumerate(respondents(odd=odd)):
        other = [OTHER if p.other else "", p.other] if odd else []
        rows.append([
            *(f"2026-03-{1 + i % 20:02d} 10:00:00", f"2026-03-{1 + i % 20:02d} 10:07:00", "IP Address", "100", "True"),
            *(f"2026-03-{1 + i % 20:02d} 10:07:01", f"R_{i:03d}aZ", "FR"), _yes(p), *_texts(p, options), *other, *_points(p),
            str(p.recommends), p.why,
        ])  # fmt: skip
    return rows


def limesurvey_codes(*, odd: bool) -> Rows:
    """Return an export of LimeSurvey with codes in headings and cells."""
    options = offered(odd=odd)
    head = [*_LIME, "q1", *(f"q2[SQ{n:03d}]" for n in range(1, len(options) + 1)), *(["q2[other]"] if odd else [])]
    head += [*(f"q3[SQ{n:03d}]" for n in (1, 2, 3)), "q4", "q5"]
    return [head, *(
        [
            *_lime(i), "Y" if p.client else "N", *("Y" if o in p.channels else "" for o in options), *([p.other] if odd else []),
            *(f"A{n + 1}" for n in p.rated), str(p.recommends), p.why,
        ]
        for i, p in enumerate(respondents(odd=odd))
    )]  # fmt: skip


def limesurvey_full(*, odd: bool) -> Rows:
    """Return an export of LimeSurvey with codes and wordings in headings, full answers in cells."""
    options = offered(odd=odd)
    system = (
        "id. ID de la réponse",
        "submitdate. Date de soumission",
        "lastpage. Dernière page",
        "startlanguage. Langue de départ",
        "seed. Tête de série",
    )
    head = [*system, f"q1. {CLIENT}", *(f"q2[SQ{n:03d}]. {CHANNELS} [{o}]" for n, o in enumerate(options, start=1))]
    head += [f"q2[other]. {CHANNELS} [{OTHER}]"] if odd else []
    head += [
        *(f"q3[SQ{n:03d}]. {RATED} [{line}]" for n, line in enumerate(LINES, start=1)),
        f"q4. {RECOMMENDS}",
        f"q5. {WHY}",
    ]
    return [head, *(
        [
            *_lime(i), _yes(p), *("Oui" if o in p.channels else "Non" for o in options), *([p.other] if odd else []), *_points(p),
            str(p.recommends), p.why,
        ]
        for i, p in enumerate(respondents(odd=odd))
    )]  # fmt: skip


def surveymonkey(*, odd: bool) -> Rows:
    """Return an export of SurveyMonkey: the question above the first of its columns, the answers below."""
    options = (*offered(odd=odd), *((f"{OTHER} (veuillez préciser)",) if odd else ()))
    first = [
        "Respondent ID",
        "Collector ID",
        "Start Date",
        "End Date",
        CLIENT,
        CHANNELS,
        *[""] * (len(options) - 1),
        RATED,
        "",
        "",
        RECOMMENDS,
        WHY,
    ]
    second = ["", "", "", "", "Response", *options, *LINES, "Response", "Open-Ended Response"]
    return [first, second, *(
        [
            str(114000000 + i), "4042", f"03/{1 + i % 20:02d}/2026 10:00:00 AM", f"03/{1 + i % 20:02d}/2026 10:08:00 AM", _yes(p),
            *_texts(p, offered(odd=odd)), *([p.other] if odd else []), *_points(p), str(p.recommends), p.why,
        ]
        for i, p in enumerate(respondents(odd=odd))
    )]  # fmt: skip


def google_forms(*, odd: bool) -> Rows:
    """Return an export of Google Forms: answers of a set joined by a comma and a blank."""
    head = ["Horodateur", CLIENT, CHANNELS, *(f"{RATED} [{line}]" for line in LINES), RECOMMENDS, WHY]
    return [head, *(
        [f"{1 + i % 20:02d}/03/2026 10:00:{i:02d}", _yes(p), ", ".join(_said(p)), *_points(p), str(p.recommends), p.why]
        for i, p in enumerate(respondents(odd=odd))
    )]  # fmt: skip


def microsoft_forms(*, odd: bool) -> Rows:
    """Return an export of Microsoft Forms: each answer of a set closed by a semicolon, lines of a grid as columns."""
    head = [
        "ID",
        "Heure de début",
        "Heure de fin",
        "Adresse de messagerie",
        "Nom",
        CLIENT,
        CHANNELS,
        *LINES,
        RECOMMENDS,
        WHY,
    ]
    return [head, *(
        [
            str(i + 1), f"{1 + i % 20:02d}/03/2026 10:00:00", f"{1 + i % 20:02d}/03/2026 10:04:00", "anonymous", "", _yes(p),
            "".join(f"{text};" for text in _said(p)), *_points(p), str(p.recommends), p.why,
        ]
        for i, p in enumerate(respondents(odd=odd))
    )]  # fmt: skip


def typeform(*, odd: bool) -> Rows:
    """Return an export of Typeform: a column for each option, headed by the option and not by the question."""
    options = offered(odd=odd)
    head = ["#", CLIENT, *options, *([OTHER] if odd else []), *(f"{RATED} - {line}" for line in LINES), RECOMMENDS, WHY]
    head += ["Response Type", "Start Date (UTC)", "Stage Date (UTC)", "Submit Date (UTC)", "Network ID", "Tags"]
    return [head, *(
        [
            f"{i:02d}kq7w0retelul{i:02d}", _yes(p), *_texts(p, options), *([p.other] if odd else []), *_points(p), str(p.recommends), p.why,
            "completed", f"2026-03-{1 + i % 20:02d} 10:00:00", "", f"2026-03-{1 + i % 20:02d} 10:05:00", f"{i * 7919:010x}", "",
        ]
        for i, p in enumerate(respondents(odd=odd))
    )]  # fmt: skip


def kobo(*, odd: bool) -> Rows:
    """Return an export of Kobo: names below groups, a set in one cell and once more in a column for each choice."""
    names = {
        "Application mobile": "app",
        "Agence": "agence",
        "Téléphone": "tel",
        "Site web": "web",
        NEVER: "courrier",
        NONE: "aucun",
    }
    options = [names[o] for o in offered(odd=odd)] + (["autre"] if odd else [])
    head = [
        "start",
        "end",
        "profil/client",
        "usages/canaux",
        *(f"usages/canaux/{o}" for o in options),
        *(["usages/canaux_autre"] if odd else []),
    ]
    head += [
        *(f"avis/satisfait/{line.casefold()}" for line in ("Accueil", "Delai", "Prix")),
        "avis/nps",
        "avis/raison",
        "_id",
        "_uuid",
        "_submission_time",
        "_validation_status",
        "_notes",
        "_status",
        "_submitted_by",
        "__version__",
        "_tags",
        "_index",
    ]
    rows = [head]
    for i, p in enumerate(respondents(odd=odd)):
        ticked = [names[o] for o in p.channels] + (["autre"] if p.other else [])
        day = f"2026-03-{1 + i % 20:02d}T10:00:00.000+01:00"
        rows.append([
            day, day, "oui" if p.client else "non", " ".join(ticked), *("1" if o in ticked else "0" for o in options),
            *([p.other] if odd else []), *(("tres", "plutot", "peu", "pas")[n] for n in p.rated), str(p.recommends), p.why,
            str(1000 + i), f"uuid-{i:04d}", day[:19], "", "", "submitted_via_web", "", "v3", "", str(i + 1),
        ])  # fmt: skip
    return rows


def sphinx(*, odd: bool) -> Rows:
    """Return an export of Sphinx: short names of variables, the answers of a set in one cell.

    Written after the habits of its users, not after a document: none that describes the file was found.
    """
    head = [
        "CLE",
        "DATE_SAISIE",
        "DATE_ENREG",
        "DATE_MODIF",
        "TEMPS_SAISIE",
        "ORIGINE_SAISIE",
        "LANG_SAISIE",
        "PROGRESSION",
    ]
    head += ["CLIENT", "CANAUX", *(["CANAUX_AUTRE"] if odd else []), *LINES, "RECOMMANDE", "RAISON"]
    rows = [head]
    for i, p in enumerate(respondents(odd=odd)):
        day = f"{1 + i % 20:02d}/03/2026 10:00:00"
        ticked = [*p.channels, *([OTHER] if p.other else [])]
        rows.append([
            f"{i * 7919:08X}", day, day, "", str(180 + i * 7 % 90), "web", "FR", "Terminé", _yes(p), "; ".join(ticked),
            *([p.other] if odd else []), *_points(p), str(p.recommends), p.why,
        ])  # fmt: skip
    return rows


def sphinx_slashes(*, odd: bool) -> Rows:
    """Return the same export with the answers of a set parted by a slash, as some settings have it."""
    rows = sphinx(odd=odd)
    place = rows[0].index("CANAUX")
    return [rows[0], *([*row[:place], row[place].replace("; ", " / "), *row[place + 1 :]] for row in rows[1:])]


def simplesurvey(*, odd: bool) -> Rows:
    """Return an export of SimpleSurvey: wordings above, a column for each option that holds its text.

    Written after the habits of its users, not after a document: none that describes the file was found.
    """
    options = offered(odd=odd)
    head = ["Response ID", "Started", "Completed", "Status", "Language", CLIENT]
    head += [f"{CHANNELS} - {option}" for option in (*options, *((OTHER,) if odd else ()))]
    head += [*(f"{RATED} - {line}" for line in LINES), RECOMMENDS, WHY]
    return [head, *(
        [
            str(8800 + i), f"2026-03-{1 + i % 20:02d} 10:00:00", f"2026-03-{1 + i % 20:02d} 10:06:00", "Completed", "French", _yes(p),
            *_texts(p, options), *([p.other] if odd else []), *_points(p), str(p.recommends), p.why,
        ]
        for i, p in enumerate(respondents(odd=odd))
    )]  # fmt: skip


def simplesurvey_ones(*, odd: bool) -> Rows:
    """Return the same export with 1 in place of an option's text."""
    rows = simplesurvey(odd=odd)
    places = [rows[0].index(f"{CHANNELS} - {option}") for option in offered(odd=odd)]
    return [rows[0], *(["1" if at in places and cell else cell for at, cell in enumerate(row)] for row in rows[1:])]


LAYOUTS: Mapping[str, Callable[..., Rows]] = {
    layout.__name__: layout
    for layout in (
        qualtrics, limesurvey_codes, limesurvey_full, surveymonkey, google_forms, microsoft_forms, typeform, kobo, sphinx,
        sphinx_slashes, simplesurvey, simplesurvey_ones,
    )
}  # fmt: skip
_LIME = ("id", "submitdate", "lastpage", "startlanguage", "seed")


def write_export(folder: Path, layout: str, *, odd: bool) -> Path:
    """Write the export of a layout as its program writes files, and return where."""
    rows = LAYOUTS[layout](odd=odd)
    if layout.startswith("simplesurvey"):
        book = Workbook()
        for row in rows:
            book.worksheets[0].append([int(cell) if cell.isdecimal() else cell or None for cell in row])
        book.save(folder / "export.xlsx")
        return folder / "export.xlsx"
    is_sphinx = layout.startswith("sphinx")
    text = text_of(rows, ";" if is_sphinx else ",")
    (folder / "export.csv").write_text(text, encoding="cp1252" if is_sphinx else "utf-8")
    return folder / "export.csv"


def text_of(rows: Rows, delimiter: str = ",") -> str:
    """Return rows as the text of a CSV file."""
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return stream.getvalue()


def _lime(i: int) -> tuple[str, ...]:
    return str(i + 1), f"2026-03-{1 + i % 20:02d} 10:00:00", "4", "fr", str(1000003 * (i + 7) % 2147483647)


def _yes(p: Respondent) -> str:
    return "Oui" if p.client else "Non"


def _texts(p: Respondent, options: Sequence[str]) -> list[str]:
    return [option if option in p.channels else "" for option in options]


def _said(p: Respondent) -> list[str]:
    return [*p.channels, *([p.other] if p.other else [])]


def _points(p: Respondent) -> list[str]:
    return [POINTS[n] for n in p.rated]


def dual_scale(heading: str, *, named: bool = False) -> Rows:
    """Return an export of LimeSurvey whose lines are rated on two scales in turn; `heading` names line and scale as a format.

    The first scale has the points of the grid, the second one its first three. `named`: answers are codes.
    """
    people = respondents(odd=False)
    head = [
        heading.format(n=n, line=line, scale=scale + 1, at=scale)
        for n, line in enumerate(LINES, start=1)
        for scale in (0, 1)
    ]
    rows = [["id", CLIENT, *head]]
    for i, p in enumerate(people):
        twice = [point for n in p.rated for point in (n, n % 3)]
        rows.append([str(i + 1), _yes(p), *(f"A{n + 1}" if named else POINTS[n] for n in twice)])
    return rows


def mentions(headings: Sequence[str]) -> Rows:
    """Return an export in which the channels a respondent named, up to three of five, stand one to a column, from the left."""
    named = (*OPTIONS, NEVER)
    rows = [["ident", CLIENT, *headings, RECOMMENDS]]
    for i, p in enumerate(respondents(odd=False)):
        said = [named[(i + j * (1 + i % 4)) % len(named)] for j in range(i % (len(headings) + 1))]
        rows.append([f"R{i}", _yes(p), *said, *[""] * (len(headings) - len(said)), str(p.recommends)])
    return rows


def ranking(headings: Sequence[str]) -> Rows:
    """Return an export of Sphinx with the three lines in each respondent's order: one to a column, or all in one cell."""
    orders = tuple(permutations(LINES))
    head, *rows = sphinx(odd=False)
    ranked = [orders[(i * 5 + i // 7) % len(orders)] for i in range(len(rows))]
    said = [order if len(headings) > 1 else ("; ".join(order),) for order in ranked]
    return [[*head, *headings], *([*row, *cells] for row, cells in zip(rows, said, strict=True))]
