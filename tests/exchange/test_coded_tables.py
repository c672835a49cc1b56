"""Coded tables: a line a coding, a line a verbatim, a column a code, codes alone; what has no place is named."""

import io

import openpyxl
import pytest

from relstudy.errors import FaultLog
from relstudy.exchange.coded_material import CodedMaterial
from relstudy.exchange.coded_tables import looks_coded, read_coded_table
from relstudy.exchange.excerpts import settle_excerpts


def read(text: str) -> CodedMaterial:
    log = FaultLog()
    material = read_coded_table(text.encode(), log, file="t.csv")
    assert log.faults == []
    assert material is not None
    return material


def codings(material: CodedMaterial) -> list[tuple[str, str, str, int | None]]:
    names = {code.key: code.name for code in material.codes}
    return [(one.verbatim, names[one.code], one.coder, one.valence) for one in material.codings]


@pytest.mark.parametrize(
    "heads", ["Entretien;Verbatim;Code;Codeur", "case_id;text;theme;coder", "N° répondant;Réponse;Catégorie;Coded by"]
)
def test_a_line_is_a_coding(heads: str) -> None:
    material = read(f"{heads}\nE1;Trop long.;Attente;ana\nE1;Trop long.;Tel;ana\nE2;Bien;Tel;bea\nE3;Rien.;;\n")
    assert codings(material) == [("E1", "Attente", "ana", None), ("E1", "Tel", "ana", None), ("E2", "Tel", "bea", None)]
    assert [(v.id, v.case, v.text) for v in material.verbatims] == [
        ("E1", "E1", "Trop long."),
        ("E2", "E2", "Bien"),
        ("E3", "E3", "Rien."),
    ]
    assert material.losses == ()


def test_several_texts_of_a_case_are_verbatims_of_their_own() -> None:
    material = read("cas,texte,code\nE1,un,A\nE1,deux,A\nE1,un,B\nE2,trois,A\n")
    assert [(v.id, v.case, v.text) for v in material.verbatims] == [
        ("E1 #1", "E1", "un"),
        ("E1 #2", "E1", "deux"),
        ("E2", "E2", "trois"),
    ]
    assert [one.verbatim for one in material.codings] == ["E1 #1", "E1 #2", "E1 #1", "E2"]


def test_a_cell_may_hold_several_codes_and_codes_have_levels() -> None:
    material = read("id;texte;codes\n1;a;Canal > Tel | Prix\n2;b;Canal > Web\n3;c;Prix\n")
    assert codings(material) == [
        ("1", "Tel", "", None),
        ("1", "Prix", "", None),
        ("2", "Web", "", None),
        ("3", "Prix", "", None),
    ]
    names = {code.key: code.name for code in material.codes}
    assert [(code.name, names.get(code.parent or "")) for code in material.codes] == [
        ("Canal", None),
        ("Tel", "Canal"),
        ("Prix", None),
        ("Web", "Canal"),
    ]


def test_commas_part_codes_that_come_again_and_no_name_else() -> None:
    parted = read("id;texte;codes\n1;a;tel, prix\n2;b;prix\n3;c;tel\n")
    assert [one[1] for one in codings(parted)] == ["tel", "prix", "prix", "tel"]
    whole = read("id;texte;codes\n1;a;Attente, au téléphone\n2;b;Prix\n")
    assert [one[1] for one in codings(whole)] == ["Attente, au téléphone", "Prix"]


def test_a_column_may_be_a_code_ticked_or_judged() -> None:
    head = "Identifiant;Avis déposé;Téléphone;Relation;Département\n"
    long = "Un avis assez long pour être un texte et non une réponse"
    material = read(f"{head}a;{long} 1;x;Positif;35\nb;{long} 2;;Négatif;75\nc;{long} 3;x;Neutre;75\nd;{long} 4;;;\n")
    assert codings(material) == [
        ("a", "Téléphone", "", None),
        ("a", "Relation", "", 1),
        ("b", "Relation", "", -1),
        ("c", "Téléphone", "", None),
        ("c", "Relation", "", 0),
    ]
    assert [(loss.what, loss.where, loss.n) for loss in material.losses] == [("column", "Département", 1)]
    assert len(material.cases) == 4


def test_ticked_columns_stand_beside_named_codes_where_a_line_is_a_verbatim() -> None:
    head = "id;texte;codes;Relation\n"
    assert codings(read(f"{head}1;a;Tel;Positif\n2;b;Web;\n")) == [
        ("1", "Tel", "", None),
        ("1", "Relation", "", 1),
        ("2", "Web", "", None),
    ]
    by_line = read(f"{head}1;a;Tel;Positif\n1;a;Web;\n")
    assert [one[1] for one in codings(by_line)] == ["Tel", "Web"]
    assert [loss.where for loss in by_line.losses] == ["Relation"]


def test_what_a_line_says_of_its_coding_and_its_case_is_kept() -> None:
    material = read(
        "case,target,kind,text,code,valence,prompted,stance\nE1,client,group,un,A,-2,oui,contrary\nE2,prospect,,deux,A,négatif,non,\n"
    )
    assert [(c.valence, c.prompted, c.stance) for c in material.codings] == [
        (-2, True, "contrary"),
        (-1, False, "voice"),
    ]
    assert [(c.id, c.target, c.kind) for c in material.cases] == [("E1", "client", "group"), ("E2", "prospect", "")]


def test_passages_of_documents_are_excerpts() -> None:
    material = read("document,tag,content,start,end\nA,tel,déçue,3,8\nA,prix,cher,,\n")
    assert [(e.coding.verbatim, e.quote, e.start, e.end) for e in material.excerpts] == [
        ("A", "déçue", 3, 8),
        ("A", "cher", None, None),
    ]


def test_codes_alone_are_a_codebook() -> None:
    material = read("tag,description,number of highlights\ncanal,Tout canal,3\nprix,,1\n")
    assert [(code.name, code.definition) for code in material.codes] == [("canal", "Tout canal"), ("prix", "")]
    assert (material.cases, material.losses) == ((), ())


def test_a_workbook_reads_as_the_same_table() -> None:
    book = openpyxl.Workbook()
    for row in (("Cas", "Texte", "Code"), (1, "=un", "A"), (2, "deux", "B")):
        book.active.append(row)
    book.active["B2"].data_type = "s"
    sink = io.BytesIO()
    book.save(sink)
    material = read_coded_table(sink.getvalue(), FaultLog(), file="t.bin")
    assert material is not None
    assert codings(material) == [("1", "A", "", None), ("2", "B", "", None)]


def test_a_table_without_codes_is_said() -> None:
    log = FaultLog()
    assert read_coded_table(b"id;texte\n1;a\n2;b\n", log, file="t.csv") is None
    assert [(fault.code, fault.found) for fault in log.faults] == [("no-codes", "id, texte")]


@pytest.mark.parametrize(
    ("text", "table"),
    [
        ("document,tag\na,b\n", True),
        ("id;texte\n1;a\n2;b\n", True),
        ("Q: Bonjour, ça va ?\nR: Oui, merci, et vous ?\nQ: Bien.\n", False),
        ("", False),
        # A row too long: no table, but surely no transcript.
        ("document;tag;text\na;b;c\na;b;c;d\n", True),
    ],
)
def test_a_text_is_told_from_a_table(text: str, table: bool) -> None:
    assert looks_coded(text.encode(), file="x") is table


SAID = "=1+1 😡 déçue\r\nle te\u0301le\u0301phone ne répond pas ce matin-là."


@pytest.mark.parametrize("lengths", ["code-points", "utf-16", "utf-8"])
@pytest.mark.parametrize("heads", ["Entretien;Texte", "Document;Transcription complète", "Cas;Id du verbatim;Texte"])
def test_offsets_into_the_texts_of_a_table_are_passages(heads: str, lengths: str) -> None:
    def at(place: int) -> int:
        before = SAID[:place]
        return {
            "code-points": len(before),
            "utf-16": len(before.encode("utf-16-le")) // 2,
            "utf-8": len(before.encode()),
        }[lengths]

    quotes = ("😡 déçue", "te\u0301le\u0301phone ne répond", "ce matin-là")
    lines = [
        ";".join(
            ["E1"] * heads.count(";") + [f'"{SAID}"', str(at(start)), str(at(start + len(quote))), quote, "Colère"]
        )
        for quote in quotes
        for start in [SAID.index(quote)]
    ]
    material = read(
        "\n".join([f"{heads};Début;Fin;Extrait codé;Thème", *lines, f"{'E2;' * heads.count(';')}Oui.;;;;Colère\n"])
    )
    assert material.losses == ()
    log = FaultLog()
    settled = settle_excerpts(material, {}, log, file="t.csv")
    assert log.faults == []
    assert settled.dialect == lengths
    assert [one.text for one in settled.verbatims] == [SAID, "Oui."]
    passages = [one for one in settled.codings if one.start is not None]
    assert [one.quote for one in passages] == [*quotes]
    assert all(SAID[one.start : one.end] == one.quote for one in passages)
    assert [one.verbatim for one in settled.codings if one.start is None] == ["E2"]


def test_numbers_of_paragraphs_beside_quotes_are_named_as_lost() -> None:
    material = read("cas,texte,début,fin,code\nE1,Trop long vraiment.,12,12,A\nE2,Bien,3,4,B\n")
    assert [(loss.what, loss.where) for loss in material.losses] == [("column", "début"), ("column", "fin")]
    assert [one.start for one in material.codings] == [None, None]


def test_minutes_beside_whole_texts_are_no_offsets() -> None:
    said = "On attend vingt minutes au téléphone, et personne ne rappelle jamais."
    lines = [f"E{n};{said};{start};{end};A" for n, (start, end) in enumerate(((1, 3), (3, 4), (2, 9), (10, 12)))]
    material = read("\n".join(["Cas;Texte;Début;Fin;Code", *lines]))
    assert [(loss.what, loss.where) for loss in material.losses] == [("column", "Début"), ("column", "Fin")]
    assert (material.excerpts, [one.start for one in material.codings]) == ((), [None] * 4)


def test_a_remark_on_a_few_lines_is_not_what_was_said() -> None:
    material = read(
        "Document;Quotation Content;Codes;Comment\nA;J’attends.;X;une remarque bien plus longue que ce qui fut dit\nA;Vingt minutes.;Y;\nB;Oui.;X;\n"
    )
    assert [one.quote for one in material.excerpts] == ["J’attends.", "Vingt minutes.", "Oui."]
    assert [(loss.what, loss.where) for loss in material.losses] == [("column", "Comment")]


@pytest.mark.parametrize("above", [["Grille de codage 2027"], ["Grille de codage 2027", "", "à jour du 3 mars"]])
@pytest.mark.parametrize(
    "table",
    [
        [["Cas", "Verbatim", "Code", "Codeur"], ["E1", " Trop long. ", "Attente", "ana"], ["E2", "Bien", "Tel", "ana"]],
        [
            ["Cas", "Verbatim", "Code (ana)", "Code (bea)"],
            ["E1", " Trop long. ", "Attente", ""],
            ["E2", "Bien", "Tel", "Attente"],
        ],
    ],
    ids=["coder", "coders"],
)
def test_a_title_above_a_table_is_no_header(above: list[str], table: list[list[str]]) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in [*([cell] for cell in above), *table]:
        sheet.append(line)
    sheet.merge_cells("A1:D1")
    sink = io.BytesIO()
    book.save(sink)
    text = "\n".join([*above, *(";".join(line) for line in table)]).encode()
    for content in (sink.getvalue(), text):
        assert content.startswith(b"PK") or looks_coded(content, file="t.csv")
        log = FaultLog()
        material = read_coded_table(content, log, file="t.xlsx")
        assert (material is not None, log.faults) == (True, [])
        assert material is not None
        assert codings(material)[:2] == [("E1", "Attente", "ana", None), ("E2", "Tel", "ana", None)]
        assert material.verbatims[0].text == " Trop long. "
        assert [(loss.what, loss.n) for loss in material.losses] == [("head-of-columns", 1)]
    # Nothing stands above: nothing is lost.
    assert read("\n\n" + "\n".join(";".join(line) for line in table)).losses == ()


@pytest.mark.parametrize(
    ("heads", "coders"),
    [
        ("Codeur 1;Codeur 2", ("Codeur 1", "Codeur 2")),
        ("Code (Anne);Code (Bruno)", ("Anne", "Bruno")),
        ("Codage – Anne;Codage – Bruno", ("Anne", "Bruno")),
        ("Codes by Ann;Codes by Bob", ("Ann", "Bob")),
    ],
)
def test_a_column_may_be_what_one_coder_gave(heads: str, coders: tuple[str, str]) -> None:
    one, other = coders
    material = read(f"Cas;Verbatim;{heads}\nE1;Trop long.;Attente|Tel;Attente\nE2;Bien;Tel;Tel\nE3;Rien.;;Attente\n")
    assert codings(material) == [
        ("E1", "Attente", one, None),
        ("E1", "Tel", one, None),
        ("E1", "Attente", other, None),
        ("E2", "Tel", one, None),
        ("E2", "Tel", other, None),
        ("E3", "Attente", other, None),
    ]
    assert material.losses == ()


def test_ticked_columns_are_codes_whatever_their_headings_begin_with() -> None:
    material = read("Cas;Verbatim;Code accueil;Code attente\nE1;Trop long.;;x\nE2;Bien;x;x\n")
    assert codings(material) == [
        ("E1", "Code attente", "", None),
        ("E2", "Code accueil", "", None),
        ("E2", "Code attente", "", None),
    ]


def test_columns_of_other_codes_each_are_not_coders() -> None:
    content = b"Cas;Verbatim;Code canal;Code ressenti\nE1;Trop long.;Tel;Attente\nE2;Bien;Site;Joie\n"
    log = FaultLog()
    assert read_coded_table(content, log, file="t.csv") is None
    assert [one.code for one in log.faults] == ["no-codes"]
