"""Transcripts: who answers is kept, who asks is left out by what a person or a label says, nothing is guessed among several."""

import io
import zipfile

import pytest

from relstudy.errors import FaultLog
from relstudy.exchange.coded_material import CodedMaterial
from relstudy.exchange.transcripts import NOBODY, read_transcript
from relstudy.exchange.word_text import DOCUMENT_LIMIT

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def read(text: str | bytes, *asking: str) -> tuple[CodedMaterial | None, list[tuple[str, str | None]]]:
    log = FaultLog()
    content = text.encode() if isinstance(text, str) else text
    material = read_transcript(content, log, file="E07.txt", asking=asking or None)
    return material, [(fault.code, fault.found) for fault in log.faults]


def texts(text: str | bytes, *asking: str) -> list[str]:
    material, faults = read(text, *asking)
    assert faults == []
    assert material is not None
    return [one.text for one in material.verbatims]


def docx(*paragraphs: str) -> bytes:
    body = "".join(
        "<w:p>" + "".join(f"<w:r><w:t xml:space='preserve'>{run}</w:t></w:r>" for run in p.split("|")) + "</w:p>"
        for p in paragraphs
    )
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
    return sink.getvalue()


def word(body: str, styles: str = "") -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        if styles:
            archive.writestr("word/styles.xml", f"<w:styles {W}>{styles}</w:styles>")
        archive.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
    return sink.getvalue()


def paragraph(text: str, *, bold: bool = False, more: str = "", style: str = "") -> str:
    look = "<w:rPr><w:b/></w:rPr>" if bold else ""
    styled = f"<w:pPr><w:pStyle w:val='{style}'/></w:pPr>" if style else ""
    return f"<w:p>{styled}<w:r>{look}<w:t xml:space='preserve'>{text}</w:t></w:r>{more}</w:p>"


def row(*cells: str) -> str:
    return "<w:tr>" + "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in cells) + "</w:tr>"


FACTS = "<w:tbl>" + row("Durée", "45 min") + row("Lieu", "Vannes") + row("Âge", "61 ans") + "</w:tbl>"
SPOKEN = "".join(
    paragraph(line)
    for line in ("Enquêteur : Et alors ?", "Anne : J’appelle.", "Enquêteur : Souvent ?", "Anne : On attend.")
)


@pytest.mark.parametrize("body", [SPOKEN + FACTS, FACTS + SPOKEN])
def test_a_table_in_which_nobody_speaks_is_no_part_of_a_speech(body: str) -> None:
    material, faults = read(word(body))
    assert faults == []
    assert material is not None
    assert [one.text for one in material.verbatims] == ["J’appelle.", "On attend."]
    assert ("table-row", 3) in {(one.what, one.n) for one in material.losses}


def test_rows_in_which_somebody_goes_on_speaking_stay() -> None:
    told = "<w:tbl>" + row("00:10", "Et puis j’attends.") + row("00:20", "Longtemps.") + "</w:tbl>"
    named = "<w:tbl>" + row("Enquêteur", "Et puis ?") + row("Anne", "rien de plus") + "</w:tbl>"
    for body in (SPOKEN + told, SPOKEN + named):
        material, _ = read(word(body))
        assert material is not None
        assert "table-row" not in {one.what for one in material.losses}


SAID = (("Enquêteur", "Bonjour ?"), ("Sophie", "Le téléphone 😡."), ("Enquêteur", "Et ?"), ("Sophie", "Rien."))


@pytest.mark.parametrize(
    "content",
    [
        word("".join(paragraph(name, bold=True) + paragraph(text) for name, text in SAID)),
        word("<w:tbl>" + "".join(row(name, text) for name, text in SAID) + "</w:tbl>"),
        word("<w:tbl>" + "".join(row(f"00:0{n}:01", *one) for n, one in enumerate(SAID)) + "</w:tbl>"),
        # A question in one column, its answer in the other.
        word(
            "<w:tbl>"
            + "".join(row(*(f"{n} : {t}" for n, t in two)) for two in zip(SAID[::2], SAID[1::2], strict=True))
            + "</w:tbl>"
        ),
        "".join(f"{name}\n{text}\n\n" for name, text in SAID).encode(),
        "".join(f"{name}\t{text}\n" for name, text in SAID).encode(),
        "".join(f"[00:0{n}:02]\n{name} : {text}\n" for n, (name, text) in enumerate(SAID)).encode(),
    ],
    ids=["bold names", "table", "table with times", "table of two columns", "names alone", "tabs", "times alone"],
)
def test_who_speaks_is_read_however_agencies_set_it(content: bytes) -> None:
    material, faults = read(content)
    assert (faults, material is None) == ([], False)
    assert material is not None
    assert [one.text for one in material.verbatims] == ["Le téléphone 😡.", "Rien."]
    assert ("interviewer-turn", "E07.txt: Enquêteur", 2) in {(one.what, one.where, one.n) for one in material.losses}


def test_names_in_bold_of_whom_none_asks_are_asked_after() -> None:
    names = {"Enquêteur": "Marc", "Sophie": "Sophie"}
    content = word("".join(paragraph(names[name], bold=True) + paragraph(text) for name, text in SAID))
    assert read(content) == (None, [("unsettled-speakers", "Marc, Sophie")])
    assert texts(content, "Marc") == ["Le téléphone 😡.", "Rien."]


def test_an_answer_of_one_word_is_no_speaker_and_a_tab_no_label_by_itself() -> None:
    told = "Enquêteur\nDéçue ?\nSophie\nOui\nEnquêteur\nEncore ?\nSophie\nOui\n"
    assert texts(told) == ["Oui", "Oui"]
    table = "Canal\tattente\nTéléphone\tdix minutes\nTéléphone\tcinq minutes\n"
    assert texts(table) == [table.strip()]


def test_who_is_heard_once_answers_where_else_nobody_would() -> None:
    assert texts("Enquêteur : Racontez.\nSophie : Le téléphone.\nEnquêteur : Merci.\n") == ["Le téléphone."]
    cues = ("Enquêteur : Racontez.", "Sophie : Le téléphone.", "Enquêteur : Merci.")
    srt = "\n\n".join(f"{n}\n00:00:0{n},000 --> 00:00:0{n},900\n{cue}" for n, cue in enumerate(cues, 1))
    assert texts(srt) == ["Le téléphone."]
    two = "Q : Racontez.\nSophie : Le téléphone.\nQ : Et vous ?\nKarim : L’agence.\nQ : Merci.\nAttention : fin.\nla suite\nencore\n"
    assert read(two) == (None, [("unsettled-speakers", "Q, Sophie, Karim, Attention")])


def test_persons_of_a_group_may_be_told_apart_in_brackets() -> None:
    told = "Animatrice : Et ?\nP1 (F, 34 ans) : Rien.\nP2 (H, 51 ans) : Si.\nP1 (F, 34 ans) : Bon.\nP2 (H, 51 ans) : Oui.\n"
    assert texts(told) == ["Rien.", "Si.", "Bon.", "Oui."]


def test_what_stands_beside_the_text_of_a_document_is_counted_as_lost() -> None:
    changed = "<w:del><w:r><w:delText>pas </w:delText></w:r></w:del><w:ins><w:r><w:t>bien</w:t></w:r></w:ins>"
    noted = "<w:r><w:commentReference w:id='0'/></w:r><w:r><w:footnoteReference w:id='2'/></w:r>"
    box = f"<w:r><w:txbxContent>{paragraph('encadré')}</w:txbxContent></w:r>"
    content = word(
        paragraph("Q : Ça va ?") + paragraph("R : J’ai ", more=changed + noted + box) + paragraph("Q : Oui ?")
    )
    material, _ = read(content)
    assert material is not None
    assert [one.text for one in material.verbatims] == ["J’ai bien"]
    assert {(one.what, one.n) for one in material.losses} == {
        ("interviewer-turn", 2),
        ("tracked-change", 2),
        ("comment", 1),
        ("footnote", 1),
        ("text-box", 1),
    }


@pytest.mark.parametrize(
    "asks", ["INT", "Enquêtrice", "Intervieweur 1", "MODÉRATEUR", "Q", "Interviewer", "Animatrice", "Question"]
)
def test_a_label_of_the_trade_asks(asks: str) -> None:
    text = f"Entretien du 3 mars\n{asks} : Et alors ?\nAnna : Le téléphone, 3:1 en ma faveur :\nune attente.\n\n{asks} : Oui ?\nAnna : Voilà.\n"
    material, _ = read(text)
    assert material is not None
    assert [(v.id, v.case, v.text) for v in material.verbatims] == [
        ("E07 #1", "E07", "Le téléphone, 3:1 en ma faveur :\nune attente."),
        ("E07 #2", "E07", "Voilà."),
    ]
    assert [(case.id, case.kind) for case in material.cases] == [("E07", "")]
    assert {(one.what, one.where, one.n) for one in material.losses} == {
        ("interviewer-turn", f"E07.txt: {asks}", 2),
        ("before-first-speaker", "E07.txt", 1),
    }


@pytest.mark.parametrize("name", ["Interviewé", "Enquêtée", "Quentin", "Moderne", "R"])
def test_a_label_that_is_near_to_one_does_not_ask(name: str) -> None:
    assert texts(f"INT : Oui ?\n{name} : Bien.\nINT : Et ?\n{name} : Non.\n") == ["Bien.", "Non."]


def test_among_several_speakers_nothing_is_guessed() -> None:
    talk = "Anna : Et vous ?\nBea : Bien.\nAnna : Ah ?\nBea : Oui.\n"
    assert read(talk) == (None, [("unsettled-speakers", "Anna, Bea")])
    assert texts(talk, "anna") == ["Bien.", "Oui."]
    material, faults = read(talk, NOBODY)
    assert (faults, material is not None and [c.kind for c in material.cases]) == ([], ["group"])
    assert read(talk, "Carl") == (None, [("unknown-item", "carl")])
    assert read(talk, "Anna", "Bea") == (None, [("unsettled-speakers", "Anna, Bea")])


def test_several_who_answer_are_one_case_a_group() -> None:
    material, _ = read("Animateur : Alors ?\nP1 : Oui.\nP2 : Non.\nAnimateur : Et ?\nP2 : Rien.\nP1 : Si.\n")
    assert material is not None
    assert [(case.id, case.kind) for case in material.cases] == [("E07", "group")]
    assert [one.text for one in material.verbatims] == ["Oui.", "Non.", "Rien.", "Si."]
    assert ("speaker-name", "E07.txt: P1", 1) in {(one.what, one.where, one.n) for one in material.losses}


@pytest.mark.parametrize("mark", ["–", "-", "--", "—", "•", "[00:01] –"])
@pytest.mark.parametrize(
    "shape",
    [
        "{0} Bonjour ?\n{0} Oui, bonjour.\n{0} Et le téléphone ?\n{0} Jamais.\n",
        "Entretien 7\n\n{0} Bonjour ?\n\n{0} Oui, bonjour.\nOn m’attendait.\n\n{0} « Jamais ? »\n\n{0} Jamais.\n",
    ],
)
def test_turns_that_only_a_dash_parts_are_asked_after(shape: str, mark: str) -> None:
    text = shape.format(mark)
    dash = mark.removeprefix("[00:01] ")
    assert read(text) == (None, [("unnamed-turns", f"{dash} Bonjour ?")])
    assert texts(text, NOBODY) == [text.replace(mark, dash).strip()]


def test_captions_that_only_a_dash_parts_are_asked_after() -> None:
    cues = ("- Bonjour ?\n- Oui.", "- Et le téléphone ?\n- Jamais.")
    text = "".join(f"{n}\n00:00:0{n},000 --> 00:00:0{n},900\n{cue}\n\n" for n, cue in enumerate(cues, start=1))
    assert read(text) == (None, [("unnamed-turns", "- Bonjour ?")])
    assert texts(text, NOBODY) == ["- Bonjour ? - Oui. - Et le téléphone ? - Jamais."]


@pytest.mark.parametrize(
    "text",
    [
        "- Le guichet\n- Le téléphone\n- Le site\n- Et le reste ?\n",
        "– Une porte ?\n– Oui ?\n– Qui sait ?\n– Toujours ?\n",
        "Une porte, et quelqu’un.\n– Vraiment ?\n– Oui.\nEt puis.\nEt encore.\n– Ah ?\n– Si.\nVoilà.\nC’est tout.\n",
        "NON. Jamais.\nOUI. Parfois.\nNON. Rien.\nOUI. Tout.\n",
        "M. Dupont est venu.\nM. Dupont a dit ?\nM. Martin aussi ?\nM. Martin est parti.\n",
    ],
)
def test_a_list_and_a_tale_stay_one_verbatim(text: str) -> None:
    assert texts(text) == [text.strip()]


@pytest.mark.parametrize(
    "label",
    ["{0}. ", "[{0}] ", "({0}) : ", "{0}:", "{0}) ", "{0}– ", "[00:01] {0}. "],
)
def test_initials_are_speakers_however_they_are_set(label: str) -> None:
    said = (("MD", "Bonjour ?"), ("LB", "Le guichet."), ("MD", "Et ?"), ("LB", "Rien.\nRien du tout."))
    text = "\n".join(label.format(who) + words for who, words in said)
    assert read(text) == (None, [("unsettled-speakers", "MD, LB")])
    assert texts(text, "md") == ["Le guichet.", "Rien.\nRien du tout."]


def test_initials_with_points_and_a_label_of_the_trade() -> None:
    assert texts("Q. Bonjour.\nR. Le guichet.\nQ. Et encore.\nR. Rien.\n") == ["Le guichet.", "Rien."]
    once = "MD. Bonjour ?\nLB. Le guichet.\nTV. Moi aussi.\nMD. Et ?\nLB. Rien.\n"
    assert read(once)[1] == [("unsettled-speakers", "MD, LB, TV")]
    assert texts(once.replace("\nTV.", "\nEt puis.\nEncore.\nTV."), "MD") == [
        "Le guichet.\nEt puis.\nEncore.\nTV. Moi aussi.",
        "Rien.",
    ]
    points = "M.D. Bonjour ?\nL.B. Le guichet.\nM.D. Et ?\nL.B. Rien.\n"
    assert read(points)[1] == [("unsettled-speakers", "M.D, L.B")]
    assert texts(points.replace(". ", ". : "), "M.D.") == ["Le guichet.", "Rien."]


def test_a_text_without_speakers_is_one_verbatim() -> None:
    text = "Je vais au guichet.\n\nNote : souvent.\nEt je reviens."
    material, _ = read(text)
    assert material is not None
    assert [(one.id, one.text) for one in material.verbatims] == [("E07", text)]
    assert material.losses == ()


def test_names_with_times_above_what_is_said() -> None:
    text = "Anna Martin   0:03\nBonjour à tous\net merci.\n\nEnquêteur 2  00:01:12\nOui ?\n\nAnna Martin [1:02:03]\nVoilà.\n"
    assert texts(text) == ["Bonjour à tous\net merci.", "Voilà."]


def test_word_documents_are_read_by_paragraph_runs_joined() -> None:
    content = docx("INT : Oui ?", "R : Le télé|phone &amp; l’app.", "", "INT : Et ?", "R : Rien.")
    assert texts(content) == ["Le téléphone & l’app.", "Rien."]


def test_captions_of_one_speaker_that_follow_each_other_are_one_turn() -> None:
    srt = "1\r\n00:00:01,000 --> 00:00:02,500\r\nINT: Et alors ?\r\n\r\n2\r\n00:00:03,000 --> 00:00:04,000\r\n<i>Anna: Le site,</i>\r\n\r\n3\r\n00:00:04,000 --> 00:00:05,000\r\npuis l'agence.\r\n\r\n4\r\n00:00:06,000 --> 00:00:07,000\r\nINT: Oui ?\r\n\r\n5\r\n00:00:08,000 --> 00:00:09,000\r\nAnna: Oui.\r\n"
    assert texts(srt) == ["Le site, puis l'agence.", "Oui."]
    vtt = "WEBVTT\n\nNOTE rien\n\nintro\n00:01.000 --> 00:02.000 align:start\n<v Enquêtrice>Et ?</v>\n\n00:03.000 --> 00:04.000\n<v.x Anna>Le site,\n<b>toujours</b>.</v>\n"
    assert texts(vtt) == ["Le site, toujours."]
    plain = "WEBVTT\n\n00:01.000 --> 00:02.000\nje vais\n\n00:03.000 --> 00:04.000\nau guichet\n"
    assert texts(plain) == ["je vais au guichet"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_encodings_of_offices_are_read(encoding: str) -> None:
    assert texts("Q : Où ?\nR : À l\u2019agence, déçue.\nQ : Ah ?\nR : Oui.".encode(encoding)) == [
        "À l\u2019agence, déçue.",
        "Oui.",
    ]


def test_what_is_empty_or_broken_is_said() -> None:
    assert read(" \n")[1] == [("unreadable-file", "@no-material")]
    assert read(docx())[1] == [("unreadable-file", "@no-material")]
    assert read(b"PK\3\4")[1] == [("unreadable-file", "DOCX")]
    entity = io.BytesIO()
    with zipfile.ZipFile(entity, "w") as archive:
        archive.writestr("word/document.xml", '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]><d>&x;</d>')
    assert read(entity.getvalue())[1] == [("unsafe-archive", "DOCTYPE")]


def test_a_document_too_large_for_a_tree_is_refused_before_it_is_read() -> None:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        with packed.open("word/document.xml", "w") as stream:
            for _ in range(DOCUMENT_LIMIT // 2**20 + 1):
                stream.write(b" " * 2**20)
    material, faults = read(sink.getvalue())
    assert (material, faults) == (None, [("archive-too-large", f"{DOCUMENT_LIMIT // 2**20 + 1} MiB")])


def test_hostile_text_stays_text() -> None:
    hostile = '<script>alert(1)</script> =HYPERLINK("x") {{ 7 }} \u202egnp.exe'
    assert texts(hostile) == [hostile]


def test_where_only_who_asks_is_labelled_the_rest_answers() -> None:
    said = "Q : Bonjour, racontez-moi.\n\nJ’ai appelé.\n\nPuis rien.\n\nQ : Et ensuite ?\n\nJe suis allée en agence.\n"
    assert texts(said) == ["J’ai appelé.\nPuis rien.", "Je suis allée en agence."]
    assert texts(said.replace("Q :", "Léa :"), "Léa") == ["J’ai appelé.\nPuis rien.", "Je suis allée en agence."]
    assert texts(word("".join(paragraph(line) for line in said.split("\n\n")))) == texts(said)


@pytest.mark.parametrize(
    "said",
    [
        "Q : Bonjour, pouvez-vous me raconter\nla dernière fois ?\nJ’ai appelé.\nQ : Et ensuite ?\nRien.\n",
        "Q : Merci d’être là.\nComment ça va ?\nBien.\nQ : Et ensuite ?\nRien.\n",
    ],
)
def test_where_only_who_asks_is_labelled_and_where_they_end_is_not_clear_nothing_is_guessed(said: str) -> None:
    assert read(said) == (None, [("unsettled-speakers", "Q")])


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("Q : Bonjour ?\nAnna : Oui.\nQ : Et ?\nJe suis allée.\nQ : Et là ?\nRien.\nAnna : Voilà.\n", "Je suis allée."),
        ("Léa : Bonjour ?\nJ’ai appelé.\nLéa : Et ensuite ?\nRien.\n", "J’ai appelé."),
        ("Comment ?\nPar téléphone.\nEt ensuite ?\nEn agence.\nQu’en dire ?\nTrop long.\n", "Comment ?"),
        (">> Comment ?\n>> Par téléphone.\n>> Et ensuite ?\n>> En agence.\n", ">> Comment ?"),
    ],
)
def test_answers_without_a_name_among_questions_are_asked_after(said: str, found: str) -> None:
    assert read(said) == (None, [("unnamed-turns", found)])


def test_somebody_who_asks_and_goes_on_is_no_answer() -> None:
    said = "Q : Bonjour ?\nMerci d’être là.\nR : Oui.\nQ : Et ?\nR : Rien.\nQ : Bien.\nParlons du site.\nR : Non.\nQ : Fini ?\nR : Oui.\n"
    assert texts(said) == ["Oui.", "Rien.", "Non.", "Oui."]


def test_lines_may_be_numbered_and_labels_in_stars() -> None:
    said = ("Q : Bonjour ?", "R : J’ai appelé", "deux fois.", "Q : Et ?", "R : Rien.")
    assert texts("".join(f"{n}  {line}\n" for n, line in enumerate(said, 8))) == ["J’ai appelé\ndeux fois.", "Rien."]
    rows = (("1", "00:00:03", "Enquêtrice", "Bonjour ?"), ("2", "00:00:09", "Paul", "Oui."))
    assert texts(word(f"<w:tbl>{''.join(row(*cells) for cells in rows)}</w:tbl>")) == ["Oui."]
    assert texts("**Q :** Bonjour ?\n\n**R** : Oui.\n\n**Q :** Et ?\n\n**R :** Rien.\n") == ["Oui.", "Rien."]
    assert texts("1. Le téléphone.\n2. L’agence.\n3. Le site.\n") == ["1. Le téléphone.\n2. L’agence.\n3. Le site."]


def test_two_voices_in_one_caption_are_two_turns() -> None:
    cue = "00:00:0{}.000 --> 00:00:0{}.900\n{}\n\n"
    said = cue.format(1, 1, "<v Interviewer>Bonjour ?</v>\n<v Paul>Oui.</v>") + cue.format(
        2, 2, "<v Paul>J’ai appelé.</v>"
    )
    assert texts("WEBVTT\n\n" + said) == ["Oui. J’ai appelé."]


HEADS = (
    ("Locuteur", "Texte"),
    ("Speaker", "Text"),
    ("Temps", "Locuteur", "Texte"),
    ("Horodatage", "Qui répond", "Ce qui est dit"),
    ("N°", "Time", "Speaker", "Transcript"),
    ("Speaker", "Text", "Time"),
)


@pytest.mark.parametrize("head", HEADS, ids="-".join)
@pytest.mark.parametrize("as_table", [True, False], ids=["docx", "tabs"])
def test_the_head_of_a_table_is_said_by_nobody(head: tuple[str, ...], as_table: bool) -> None:
    told = {
        ("N°", 4): lambda n, one: (str(n), f"00:0{n}:01", *one),
        ("Speaker", 3): lambda n, one: (*one, f"00:0{n}:01"),
    }
    rows = [
        one if len(head) == 2 else told.get((head[0], len(head)), lambda n, o: (f"00:0{n}:01", *o))(n, one)
        for n, one in enumerate(SAID, start=1)
    ]
    content = (
        word("<w:tbl>" + "".join(row(*cells) for cells in (head, *rows)) + "</w:tbl>")
        if as_table
        else "".join("\t".join(cells) + "\n" for cells in (head, *rows)).encode()
    )
    material, faults = read(content)
    assert faults == []
    assert material is not None
    assert [one.text for one in material.verbatims] == ["Le téléphone 😡.", "Rien."]
    assert {(one.what, one.where, one.n) for one in material.losses} == {
        ("interviewer-turn", "E07.txt: Enquêteur", 2),
        ("head-of-columns", "E07.txt", 1),
        *([("time-code", "E07.txt", 4)] if len(head) > 2 else []),
    }


def test_a_head_no_list_knows_is_told_by_names_that_come_back_below_it() -> None:
    rows = (("Wer", "Was"), ("Marc", "Bonjour ?"), ("Anna", "Oui."), ("Marc", "Et ?"), ("Anna", "Non."))
    assert texts(word("<w:tbl>" + "".join(row(*cells) for cells in rows) + "</w:tbl>"), "Marc") == ["Oui.", "Non."]


@pytest.mark.parametrize(
    ("first", "kept"),
    [
        (("Sophie", "Oui, entrez donc."), ["Oui, entrez donc.", "Le téléphone 😡.", "Rien."]),
        (("Enquêteur", "Commençons"), ["Le téléphone 😡.", "Rien."]),
        (("Karim", "Bonjour."), ["Bonjour.", "Le téléphone 😡.", "Rien."]),
    ],
)
def test_a_first_row_that_somebody_says_stays(first: tuple[str, str], kept: list[str]) -> None:
    content = word("<w:tbl>" + "".join(row(*cells) for cells in (first, *SAID)) + "</w:tbl>")
    assert texts(content) == kept


@pytest.mark.parametrize("mark", ["#00:0{0}:09-4#", "[00:0{0}:02]", "[0{0}:02]", "[00:0{0}:01.000 --> 00:0{0}:05.000]"])
@pytest.mark.parametrize(
    "shape", ["{mark} {name} : {said}", "{name} : {mark} {said}", "{name} : {said} {mark}", "{name} : {said}\n{mark}"]
)
def test_marks_of_a_recording_are_no_words(shape: str, mark: str) -> None:
    told = (("Q", "Et ?"), ("R", "À 10:30, puis rien."), ("Q", "Oui ?"), ("R", "Voilà."))
    lines = [shape.format(mark=mark.format(n), name=name, said=said) for n, (name, said) in enumerate(told)]
    material, faults = read("\n".join(lines))
    assert faults == []
    assert material is not None
    assert [one.text for one in material.verbatims] == ["À 10:30, puis rien.", "Voilà."]
    assert ("time-code", "E07.txt", 4) in {(one.what, one.where, one.n) for one in material.losses}


def test_times_in_round_brackets_are_marks_where_they_go_forward() -> None:
    forward = "Q : Et ? (00:01)\nR : Rien. (00:03)\nQ : (00:04) Oui ?\nR : (00:07) Voilà.\n"
    assert texts(forward) == ["Rien.", "Voilà."]
    hours = "Q : Quand ?\nR : Il ouvre. (14:00)\nQ : Et le reste ?\nR : Le matin. (08:30)\n"
    assert texts(hours) == ["Il ouvre. (14:00)", "Le matin. (08:30)"]
    assert (
        texts("Q : Quand ?\nR : Il ferme à (08:30)\nQ : Et là ?\nR : Il ferme à (18:00)\n")[0] == "Il ferme à (08:30)"
    )


def test_sentences_with_their_times_are_no_names() -> None:
    assert texts("Je vais au guichet. [00:00:12]\nPuis je [00:00:14] reviens. [00:00:15]\n") == [
        "Je vais au guichet.\nPuis je reviens."
    ]


STYLES = (
    "<w:style w:type='paragraph' w:styleId='Titre2'><w:name w:val='heading 2'/></w:style>"
    "<w:style w:type='paragraph' w:styleId='Partie'><w:name w:val='Partie'/><w:basedOn w:val='Titre2'/></w:style>"
    "<w:style w:type='paragraph' w:styleId='Theme'><w:name w:val='x'/><w:pPr><w:outlineLvl w:val='0'/></w:pPr></w:style>"
    "<w:style w:type='paragraph' w:styleId='Dit'><w:name w:val='y'/><w:basedOn w:val='Titre2'/>"
    "<w:pPr><w:outlineLvl w:val='9'/></w:pPr></w:style>"
    "<w:style w:type='paragraph' w:styleId='A'><w:name w:val='a'/><w:basedOn w:val='B'/></w:style>"
    "<w:style w:type='paragraph' w:styleId='B'><w:name w:val='b'/><w:basedOn w:val='A'/></w:style>"
)


@pytest.mark.parametrize("style", ["Titre2", "Partie", "Theme"])
def test_a_title_between_two_turns_is_said_by_nobody(style: str) -> None:
    body = paragraph("Q : Ça va ?") + paragraph("R : Oui.") + paragraph("Thème 2 : les canaux", style=style)
    material, faults = read(word(body + paragraph("Q : Et ?") + paragraph("R : Non."), STYLES))
    assert (faults, material is not None and [one.text for one in material.verbatims]) == ([], ["Oui.", "Non."])
    assert material is not None
    assert ("title", "E07.txt", 1) in {(one.what, one.where, one.n) for one in material.losses}


@pytest.mark.parametrize("style", ["Dit", "A", "Absent"])
def test_a_style_that_is_no_title_says_nothing(style: str) -> None:
    body = paragraph("Q : Ça va ?") + paragraph("R : Oui.") + paragraph("Je crois.", style=style)
    assert texts(word(body, STYLES)) == ["Oui.\nJe crois."]


def test_names_set_as_titles_are_still_who_speaks() -> None:
    said = [("Enquêtrice", "Ça va ?"), ("Karim", "Oui."), ("Enquêtrice", "Et ?"), ("Karim", "Non.")]
    body = "".join(paragraph(name, style="Titre2") + paragraph(words) for name, words in said)
    assert texts(word(body, STYLES)) == ["Oui.", "Non."]


def test_answers_below_questions_set_as_titles_are_asked_after() -> None:
    body = "".join(paragraph(f"Et {n} ?", style="Titre2") + paragraph(f"Réponse {n}.") for n in "abc")
    assert read(word(body, STYLES)) == (None, [("unnamed-turns", "Et a ?")])
    assert texts(word(body, STYLES), NOBODY) == ["Réponse a.\n\nRéponse b.\n\nRéponse c."]


def test_a_table_below_a_title_has_its_head_too_and_on_each_page() -> None:
    rows = (("Temps", "Qui", "Ce qui est dit"), *((f"00:0{n}:01", *one) for n, one in enumerate(SAID)))
    table = "<w:tbl>" + "".join(row(*cells) for cells in (*rows[:3], rows[0], *rows[3:])) + "</w:tbl>"
    material, faults = read(word(paragraph("Entretien E07") + paragraph("Réalisé le 4 mars, 42 min") + table))
    assert (faults, material is not None and [one.text for one in material.verbatims]) == (
        [],
        ["Le téléphone 😡.", "Rien."],
    )
    assert material is not None
    assert ("head-of-columns", "E07.txt", 2) in {(one.what, one.where, one.n) for one in material.losses}


@pytest.mark.parametrize(
    "above",
    [
        "Entretien E07 – 12/03/2027\n",
        "Date : 4 mars 2027\nLieu : Nantes\nDurée : 42 min\n",
        "Enquêtrice : Anne Diaz\nPersonne : femme, 34 ans\n",
    ],
)
def test_facts_above_the_first_turn_are_said_by_nobody(above: str) -> None:
    talk = above + "\nINT : Bonjour ?\nMme D. : Bonjour.\nINT : Et alors ?\nMme D. : Rien.\n"
    material, faults = read(talk)
    assert (faults, material is not None and [one.text for one in material.verbatims]) == ([], ["Bonjour.", "Rien."])
    assert material is not None
    assert [case.kind for case in material.cases] == [""]
    assert ("before-first-speaker", "E07.txt", above.count("\n")) in {
        (one.what, one.where, one.n) for one in material.losses
    }


def test_who_speaks_first_and_only_once_is_heard() -> None:
    talk = "Anne : Je commence.\nINT : Bonjour ?\nKarim : Bonjour.\nINT : Et ?\nKarim : Rien.\n"
    assert texts(talk) == ["Je commence.", "Bonjour.", "Rien."]
