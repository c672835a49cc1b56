"""What a name says: ids made of headers, and the columns a file's names give away (weights, ids, persons, systems)."""

import re
from collections.abc import Iterable

from relstudy.folding import fold


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: A header longer than this, or of more words, is a wording and no name.
_LONGEST_NAME = 30
_MOST_WORDS = 4
_KEYWORDS = frozenset({"and", "or", "not", "in", "row", "all"})

_WEIGHT = re.compile(
    r"(?:^|_)(?:pds|poids(?:_(?!(?:d|de|du|des|en|votre|vos)_(?!(?:la_|l_)?(?:redress|ponder|sondage|calage|tirage|enquete|echantill"
    r"|repond|indiv|personne|menage))|corporel|actuel|moyen)(?!(?:\w+_)?(?:kgs?|kilos?|kilogrammes?|g|gr|grammes?|lbs?|tonnes?)$)\w+)?|pond|ponderation|coef(?:ficient)?(?:_?(?:d_|de_)?(?:pond|red|extrap|expans|grossiss|cal(?:age|ee?|$|_))\w*)?|ponderation_(?:indiv|finale?|totale?)\w*|gew|weights?|weighting|wt|wgt|wght|redressement|redr"
    r"|(?:hochrechnungs|gewichtungs)?gewicht|gewichtung(?:s?faktor)?|hochrechnungsfaktor|peso|(?:factor_(?:de_)?)?ponderacion|factor_(?:de_)?elevacion"
    r"|wegingsfactor|weegfactor|weging|ponderazione|ponderacao)"
    r"(?:_?(?!kgs?$|lbs?$|gr?$)[a-z0-9]{1,3})?$"
    # "w_final", "weight_trimmed"; what weighs a person ("weight_kg") is named by its unit.
    r"|^(?:weights?|wt|wgt|w|pond(?:eration)?)_(?:final|base|total|all|full|sample|design|norm(?:alised|alized)?|calibrated|calib|raked|rake"
    r"|trim(?:med)?|adj(?:usted)?|person|pers|indiv(?:idual)?|household|national|finale?|totale?|calee?|brute?)(?:_?[0-9]+)?$"
)
_IDENTIFIER = re.compile(
    r"(?:^|_)(?:id|ids|sid|uid|ident|identifiant|identifier|respondent(?:_?id|_serial)?|repondant|resp_?id|respid|record(?:_?(?:no|number|id))?"
    r"|response_?id|responseid|recordno|uuid|unique_?id|serial|case_?id|interview(?:_?id)?|inter|questionnaire_?(?:id|no)?"
    r"|num(?:ero)?(?:_(?:quest|questionnaire|repondant|inter))?|lfdn|laufnummer|key|cle|clef|instanceid)(?:_[a-z]?[0-9.]+)*$"
    # "ID réponse", "Identifiant du client".
    r"|^(?:id|identifiant|identifier|uuid|guid)_"
)
#: "N° panéliste", "Numéro de dossier", "no. of file": a number that is a name. How many of a thing is asked otherwise.
_NUMBERING = re.compile(r"^(?:n|no|nr|num|numero|nummer)_(?!of_)[a-z]")
#: Numbers that name a place, a firm, a product: nobody adds them up.
_CODED = re.compile(
    r"(?:^|_)(?:codes?|insee|siren|siret|zip|zipcode|postcode|cp|plz|postleitzahl|cap|codigo|codice)(?:_|$)"
)
_NUMBER = re.compile(
    r"(?:^|_)(?:age|ages|edad|alter|leeftijd|annee_naiss\w*|birth_?year|year_of_birth|naissance|nb|nbre|nombre|number|count|montant|amount|revenus?|income"
    r"|salaire|salary|duree|duration|minutes|heures|hours|hr|taille|poids|size|prix|price|depenses?|spend|distance|km|visits?|visites?)(?:_|$)"
)
#: How many gave an answer, and what share they are: the columns of a list of results.
_COUNTED = re.compile(
    r"^(?:n|nb|nombre|total|responses?|reponses?|respondents?|repondants?|anzahl|aantal|cantidad|quantidade|numero|total_responses)$"
    r"|(?:^|_)(?:counts?|effectifs?|freq(?:uency|uence|uencia|uenza)?|haufigkeit|percent(?:age|uale|agem)?|pct|pourcentages?|prozent|anteil|porcentaje"
    r"|shares?|proportions?)$"
)
#: How old somebody is: no year of birth, no class of ages.
_AGE = re.compile(r"(?:^|_)(?:age|edad|alter|leeftijd)(?:_|$)")
#: Questions that a number answers.
_HOW_MANY = re.compile(r"(?:^|_)(?:how_many|combien_de?|wie_viele?|cuant[oa]s|hoeveel|quant[ei])(?:_|$)")
_RECOMMEND = re.compile(r"(?:^|_)(?:nps|reco|recomm?and\w*|recomm?end\w*|promoteur\w*|promoters?)(?:_|$)")
_PEOPLE = re.compile(
    r"(?:^|_)(?:sexe|sex|genre|gender|age\w{0,8}|tranche_d_age|region|csp|pcs|profession|occupation|diplome?\w*|dipl\w*|education|cible"
    r"|target|segment|taille_d_agglo\w*|habitat|revenus?|income)(?:_|$)"
)
_WAVE = re.compile(r"(?:^|_)(?:annee|year|wave|vague|millesime|edition|trimestre|quarter)(?:_?[0-9]*)$")
_PERSON = _words("""
    nom prenom nom_prenom prenom_nom name first_name last_name full_name firstname lastname surname email e_mail
    mail courriel adresse_e_mail adresse_mail adresse_email email_address adresse address telephone phone
    phone_number mobile portable ip ip_address ipaddress recipientlastname recipientfirstname recipientemail
    adresse_ip nom_de_famille adresse_de_messagerie messagerie adresse_de_courriel courriel_electronique numero_de_telephone tel
    vorname nachname familienname email_adresse anschrift telefonnummer handynummer ip_adresse
    apellido apellidos nombre_y_apellidos correo_electronico direccion_de_correo_electronico
    locationlatitude locationlongitude geolocation geopoint gps latitude longitude username submitted_by nom_d_utilisateur
""")
#: A person's name, whoever's it is: "Child's first name(s)", « Quel est votre prénom ? ».
_NAMED = re.compile(
    r"(?:^|_)(?:forename|surname|first_name|last_name|given_name|family_name|full_name|firstname|lastname|prenom|nom_de_famille"
    r"|nom_et_prenom|prenom_et_nom|nom_prenom|vorname|nachname|familienname|apellido)s?(?:_s)?$"
)
_OF_YOURS = re.compile(r"^(?:votre|vos|your|ton|mon|my)_")
_MOMENT = re.compile(
    r"(?:^|_)(?:date|jour|day|heure|time|hour|horodat\w*|timestamp|debut|fin|start|end|created|submitted)(?:_|$)|date$"
)
#: The day somebody was born is none of a fieldwork.
_BIRTH = re.compile(r"(?:^|_)(?:birth\w*|born|dob|naissance|geburts?\w*|nacimiento|nascita|geboorte\w*)(?:_|$)")
#: What is told of the entry of answers, in French.
_ENTRY = re.compile(
    r"^(?:date|heure|temps|duree|lang(?:ue)?|origine|appareil|mode|derniere_question)_(?:de_)?(?:la_)?saisie$"
)
#: The order in which a program showed the lines of a question to each respondent.
_SHOWN_ORDER = re.compile(r"_do(?:_[0-9]+)?$|(?:^|_)display_order(?:_|$)")
#: How long a page, a group or the whole lay open, and what was clicked in it.
_TIMED = re.compile(
    r"(?:^|_)(?:first_click|last_click|page_submit|click_count)$|^(?:temps_total|total_time|time_sum|qtime|loi|length_of_interview)$"
    r"|^(?:group|question|page|section)_?time_?[0-9]*$|^time_?[0-9]{3}$|^rts[0-9]+$|^q_totalduration$"
    r"|^(?:time_taken_to_complete|completion_time)(?:_(?:in_)?(?:seconds?|secs?|minutes?|mins?|s))?$"
    r"|^(?:gesamtzeit|bearbeitungszeit|bearbeitungsdauer|tiempo_total|tempo_total|tempo_totale|totale_tijd)$"
    r"|^(?:gruppenzeit|fragenzeit|tiempo_de_grupo|tiempo_de_pregunta|tempo_do_grupo|tempo_da_pergunta|tempo_gruppo|tempo_domanda|groepstijd|vraagtijd)(?:_|$)"
    r"|^(?:temps_pour_(?:le_groupe|la_question)|(?:group|question)_time)(?:_|$)"
)
#: What a program tells of the browser, and of how much it believes a respondent.
_MEASURED = re.compile(
    r"^browser_meta_info_|^q_(?:recaptchascore|relevantid\w*|duplicate\w*|ballotboxstuffing|url|language|populateresponse|terminateflag)$"
    r"|^(?:redcap|prolific|mturk|qualtrics|formdef|formhub|xform)_\w+$"
)
#: How far a form was filled, as programs name it, and what they then say: 2 for a whole one.
_FILLED = re.compile(r"_complete$")
_FILLED_CODES, _WHOLE = frozenset({"0", "1", "2"}), "2"
_FILLED_WORDS = frozenset({"complete", "incomplete", "unverified"})
#: Where a person stood, in words: beside the latitude and longitude of the place alone.
_PLACES = _words("""
    country country_code city region state state_region state_province postal postal_code zip zip_code pays ville code_postal land
    stadt bundesland plz pais ciudad estado cidade paese citta provincia
""")
#: A latitude or a longitude, whatever stands before it.
_COORDINATE = re.compile(r"(?:^|_|location)(?:lat|latitude|lon|long|longitude)$")
#: Where a person stood when answering.
_STOOD = re.compile(
    r"(?:^|_)(?:gps|geo|geopoint|position|location|lieu)\w*_(?:lat|lon|latitude|longitude|altitude|precision)$"
)
_CONTACT = re.compile(r"mail|courriel|messagerie|phone|tel|mobile|portable|adresse|address")
#: Names that survey programs write and that mean nothing else.
_SYSTEM_SURE = _words("""
    finished recordeddate startdate enddate distributionchannel userlanguage externalreference
    externaldatareference duration_in_seconds lastpage startlanguage submitdate datestamp refurl
    collector_id collectorid uuid submission_time validation_status
    parent_index meta_instanceid instanceid deviceid simserial subscriberid formhub_uuid xform_id_string
    submission_id start_time end_time duration interviewtime custom_data
    heure_de_debut heure_de_fin heure_de_la_derniere_modification last_modified_time completion_time
    date_created date_modified network_id response_type start_date_utc submit_date_utc stage_date_utc
    last_page start_language date_started date_submitted date_last_action referrer_url response_id
    derniere_page langue_de_depart tete_de_serie date_de_lancement date_de_soumission date_de_la_derniere_action
    url_referente id_de_la_reponse id_du_repondant id_du_collecteur date_de_debut date_de_fin custom_data_1
    langue_de_l_utilisateur responseset useragent user_agent vbrowser vos vmobileos vmobiledevice
    startzeit fertigstellungszeit zeitstempel hora_de_inicio hora_de_finalizacion marca_temporal
    operating_system dcua http_referer referer session_id sessionid screen_resolution legacy_comments
    external_lfdn dispcode page_history hflip output_mode date_of_last_access date_of_first_mail
    questnnr mailsent lastdata q_viewer maxpage missrel time_rsi deg_time time_sum
    completion_code custom_study_tncs_accepted_at
    seq_number response_status
    attachmentspresent attachmentsexpected submitterid reviewstate formversion
    zufallsstartwert start_sprache letzte_seite datum_abgeschickt datum_gestartet datum_letzte_aktivitat weiterleitungs_url antwort_id
    lenguaje_inicial idioma_inicial ultima_pagina fecha_de_envio fecha_de_inicio fecha_de_la_ultima_accion url_de_referencia
    lingua_iniziale ultima_pagina_vista data_di_invio data_di_inizio data_de_envio data_de_inicio
    starttaal laatste_pagina datum_ingestuurd datum_gestart starttijd voltooiingstijd tijdstip_van_voltooien
    befragten_id erstellungsdatum carimbo_de_data_hora tijdstempel informazioni_cronologiche
    ora_di_inizio ora_di_completamento hora_de_conclusao
    globalid
    objectid creationdate editdate
    numero_de_serie heure_de_soumission
""")
#: Names a program writes too, with an underscore before them or beside others of its own; alone they may be a question.
_SYSTEM = _SYSTEM_SURE | _words("""
    id notes index version status tags seed progress today start end custom_1 timestamp horodateur ending browser navigateur url resolution
    tester javascript flash ats device_type started missing
    duplicate time_taken time_taken_seconds gc term psid rid uid device os source_url user locale permalink creator editor alias form_link
    language languages x y semilla semente seme zaad study_id participant_id external_reference edits
    submittername brouillon draft serial modifie termine starttime endtime startdatum enddatum email_list sc0
    respondent_email total_approvals completed_at started_at reviewed_at archived_at submitted_at creation_date last_update created_at updated_at
""")


def slug(text: str) -> str:
    """Return a text as an id: no accents, lower case, everything else one underscore; "" where nothing is left."""
    return re.sub(r"[^a-z0-9]+", "_", fold(text)).strip("_")


def is_wording(header: str) -> bool:
    """Tell whether a header is a question as asked and no name."""
    text = header.strip()
    return len(text) > _LONGEST_NAME or len(text.split()) > _MOST_WORDS or text.endswith("?")


def as_in_file(column: str) -> str:
    """Return the name of a column without the number it is read with where its name comes again: "Response (2)"."""
    return re.sub(r" \([0-9]+\)\Z", "", column)


class Ids:
    """Ids given out so far: each is given once. Names that columns bear are never given to a column without one."""

    def __init__(self, taken: Iterable[str] = (), *, borne: Iterable[str] = ()) -> None:
        self._taken = set(taken)
        self._borne = {slug(name) for name in borne if not is_wording(name)}

    def of(self, header: str, place: int) -> str:
        """Return the id of a column: its name as an id, or its place where its header is a wording or leaves nothing."""
        made = "" if is_wording(header) else slug(header)
        if not made or made in _KEYWORDS:
            made = f"q{place}" if f"q{place}" not in self._borne else f"c{place}"
        elif made.isdigit():
            made = f"q{made}"
        return self.new(made)

    def new(self, wanted: str) -> str:
        """Return an id as wanted, with a number behind it where it is given already."""
        made, n = wanted, 1
        while made in self._taken:
            n += 1
            made = f"{wanted}_{n}"
        self._taken.add(made)
        return made

    def give_back(self, id_: str) -> None:
        """Take an id back that was not used."""
        self._taken.discard(id_)


def names_weight(header: str) -> bool:
    """Tell whether a name is that of a weight."""
    return not is_wording(header) and _WEIGHT.search(slug(header)) is not None


def names_identifier(header: str) -> bool:
    """Tell whether a name is that of an identifier."""
    return not is_wording(header) and _IDENTIFIER.search(slug(header)) is not None


def names_number(header: str) -> bool:
    """Tell whether a name announces a quantity."""
    return _NUMBER.search(slug(header)) is not None


def names_numbering(header: str) -> bool:
    """Tell whether a name begins as that of a number does which tells one of many: "N° client"."""
    return not is_wording(header) and _NUMBERING.search(slug(header)) is not None


def names_age(text: str) -> bool:
    """Tell whether a name or wording is that of an age in years."""
    return _AGE.search(slug(text)) is not None


def asks_how_many(text: str) -> bool:
    """Tell whether a name or wording asks for a number of things."""
    return _HOW_MANY.search(slug(text)) is not None


def names_code(header: str) -> bool:
    """Tell whether a name announces numbers that are names: post codes, codes of areas or products."""
    return not is_wording(header) and _CODED.search(slug(header)) is not None


def names_recommendation(*texts: str) -> bool:
    """Tell whether a name or wording asks for a recommendation."""
    return any(_RECOMMEND.search(slug(text)) for text in texts)


def describes_people(*texts: str) -> bool:
    """Tell whether a name or wording asks who a person is: sex, age, region, occupation ..."""
    return any(_PEOPLE.search(slug(text)) for text in texts)


def names_wave(header: str) -> bool:
    """Tell whether a name is that of a wave or a year."""
    return not is_wording(header) and _WAVE.search(slug(header)) is not None


def names_person(header: str) -> bool:
    """Tell whether a name is that of something that identifies a person."""
    name = slug(header)
    return _OF_YOURS.sub("", name) in _PERSON or any(words.search(name) for words in (_STOOD, _NAMED))


def may_name_system(header: str) -> bool:
    """Tell whether survey programs write such a name, though a question may bear it too."""
    return slug(header) in _SYSTEM


def names_contact(header: str) -> bool:
    """Tell whether a name is that of a means of contact: of a channel as well as of the way to a person."""
    return _CONTACT.search(slug(header)) is not None


def names_moment(header: str) -> bool:
    """Tell whether a name is that of a day or a time."""
    return may_name_system(header) or _MOMENT.search(slug(header)) is not None


def names_birth(header: str) -> bool:
    """Tell whether a name is that of the day somebody was born."""
    return _BIRTH.search(slug(header)) is not None


def names_system(header: str) -> bool:
    """Tell whether a name is one that survey programs write for themselves."""
    name = slug(header)
    sure = name in _SYSTEM_SURE or any(words.search(name) for words in (_ENTRY, _SHOWN_ORDER, _TIMED, _MEASURED))
    return sure or (header.startswith("_") and name in _SYSTEM) or header.startswith("__")


def says_filled(header: str, texts: Iterable[str]) -> bool:
    """Tell whether a column says how far a form was filled: named so, with what programs say of it, and nothing else.

    Of a task somebody completed 1 would say it, or a word.
    """
    name, said = slug(header), {text.casefold() for text in texts}
    return (_FILLED.search(name) is not None and _WHOLE in said <= _FILLED_CODES) or (
        name == "complete" and bool(said) and said <= _FILLED_WORDS
    )


def names_place(header: str) -> bool:
    """Tell whether a name is that of a country, a town, a region: what programs tell beside latitude and longitude, and people when asked."""
    return slug(header) in _PLACES


def names_coordinate(header: str) -> bool:
    """Tell whether a name is that of a latitude or a longitude."""
    return _COORDINATE.search(slug(header)) is not None


def names_counted(header: str) -> bool:
    """Tell whether a name is that of a number of respondents or of their share, as tables of results have them."""
    plain = as_in_file(header)
    return not is_wording(plain) and (_COUNTED.search(slug(plain)) is not None or plain.strip() == "%")
