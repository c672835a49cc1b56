"""Personal data in texts: what is found of planted phones, addresses, accounts, births and names, and what is left alone."""

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relstudy.intake.personal_data.findings import Finding, KnownName, plain_name
from relstudy.intake.personal_data.search import find_personal_data

#: Passages between « » are to be found as the kind beside them; all texts are invented.
PLANTED = (
    ("phone", "Vous pouvez me joindre au «06 12 34 56 78» après dix-huit heures."),
    ("phone", "mon numéro, c'est «06.12.34.56.78», notez-le"),
    ("phone", "C'est le «01-44-55-66-77»."),
    ("phone", "j'ai laissé «0698765432» sur le répondeur"),
    ("phone", "depuis l'étranger : «+33 6 12 34 56 78» ou «0033612345678»"),
    ("phone", "au «+33 (0)1 44 55 66 77», le matin"),
    ("phone", "alors c'est «zéro six, douze, trente-quatre, cinquante-six, soixante-dix-huit», voilà"),
    ("phone", "Call me on «020 7946 0958» or «07700 900123», any time."),
    ("phone", "My cell is «(555) 234-5678», the office «555-987-6543»."),
    ("phone", "from abroad it's «+44 20 7946 0958», or «+32 475 12 34 56»"),
    ("phone", "it's «oh seven seven double zero nine zero zero one two three», ok"),
    ("email", "écrivez à «jean.durand@exemple.fr», je réponds vite"),
    ("email", "it's «m_o'neil+bank@mail.example.co.uk», all lower case"),
    ("email", "c'est «jean point durand arobase exemple point fr» en minuscules"),
    ("nir", "mon numéro de sécu c'est «1 84 12 76 451 089 46» je crois"),
    ("nir", "en Corse : «2 91 07 2A 004 033 28»"),
    ("nir", "numéro de sécurité sociale «184127645108947», ou presque"),
    ("iban", "prélevez sur «FR14 2004 1010 0505 0001 3M02 606» dès lundi"),
    ("iban", "to «GB82WEST12345698765432» please"),
    ("card", "J’ai payé avec «4539 5787 6362 1486» et rien n’est arrivé, ou bien «378282246310005»."),
    ("card", "Ma carte bancaire «4970 1012 3456 7890» a été refusée."),
    ("plate", "La voiture est la «GH-482-LM», avant c’était le véhicule immatriculé «4521 XZ 69»."),
    ("plate", "Plaque : «ab 123 cd», pas une autre."),
    ("plate", "Le garage roule en «W-042-BD», la remorque en «1234 AB 76»."),
    ("plate", "My truck is «HH-AB 1234», the trailer «1-KLM-204», the van «4821 BCD»."),
    ("phone", "Tél. : «0475 12 34 56», natel «079 123 45 67», Tel. «0171 1234567», mobile «91 234 56 78»."),
    ("link", "insta : «zoe.du.port», mon snap c’est «kevin_76», pseudo : «lola2004»."),
    ("reference", "Mon n° client est le «48210977», contrat n° «AB123456», dossier «DOS-998-2231»."),
    ("reference", "Numéro de contrat «HX-2291-884-K», notre numéro d’adhérent c’est le «5540 2219» et voilà."),
    (
        "email",
        "«martine[point]lefevre[arobase]exemple[point]fr», «martine.lefevre(at)exemple.fr», «jean point durand à exemple point fr».",
    ),
    ("email", "mon adresse c'est «martine56, arobase, exemple, point, com»"),
    ("nir", "sécu «2.69.05.49.588.157 clé 80», ou n° de SS : «2690549588157»"),
    ("iban", "FR76 à la place : «FR14-2004-1010-0505-0001-3M02-606»."),
    ("birth", "né(e) le «12/04/1957», DDN : «12/04/57»"),
    (
        "phone",
        "le «06, 12, 34, 56, 78», le «06_12_34_56_79», «0 6 1 2 3 4 5 6 7 0», «zéro six douze, trente-quatre... cinquante-six, soixante-dix-huit»",
    ),
    ("reference", "Sur le compte il manque tout, identifiant «jdup4471»."),
    ("iban", "Sur le compte n° «20041 01005 0500013M026 06» il manque tout."),
    ("iban", "Mon RIB c’est «30006 00001 12345678901 00» ou «FR76 1111 2222 3333 4444 5555 666», à un chiffre près."),
    ("email", "Écrivez-moi à «martine.lefevre chez exemple.fr», ou «m.lefevre chez exemple point fr»."),
    ("email", "C’est «martine.lefevre@exemple» ou «martine.lefevre @ exemple.fr», je ne sais plus."),
    (
        "email",
        "«martine lefevre, tout attaché, arobase exemple point fr», et «l e f e v r e arobase exemple point fr».",
    ),
    ("phone", "Au «06 / 12 / 34 / 56 / 78», au «06/12/34/56/79» ou au «06 12 345 680»."),
    ("address", "J’habite «rue Victor-Hugo» à Lyon, avant c’était au «quatorze rue Victor Hugo»."),
    ("address", "On est au «lieu-dit Kerlann», dans le bourg."),
    ("birth", "Je suis née en «mai 1964», elle est née le «trois mai soixante-quatre», lui il est du «3 mai 1964»."),
    ("reference", "Cliente depuis toujours, numéro «6620417», et n° d’adhérent mutuelle «18840021»."),
    ("reference", "Dossier n° «0612345678», commande «0712345678» : ce n’est pas un téléphone."),
    ("reference", "Order number «555-234-5678», invoice «020 7946 0958», ticket #«07700900123»."),
    ("reference", "My customer number is «88120457», contract no. «AB-99120», invoice «F2024/00871»."),
    ("address", "J'habite «12 bis rue des Lilas, 75011 Paris», au fond."),
    ("address", "au «4 avenue du Général-Leclerc» à côté de l'agence"),
    ("address", "je vis à «33000 Bordeaux» depuis dix ans"),
    ("address", "il reste au «8 place Bellecour» pour l'instant"),
    ("address", "We live at «221B Baker Street, London NW1 6XE» now."),
    ("address", "send it to «742 Evergreen Terrace, Springfield» please"),
    ("address", "The postcode is «SW1A 1AA», I think."),
    ("link", "mon profil «linkedin.com/in/jean-durand-12» est public"),
    ("link", "follow «@jane_doe77» or «https://www.instagram.com/jane.doe»"),
    ("birth", "Je suis née le «3 mars 1985», à Lyon."),
    ("birth", "date de naissance : «03/03/1985»"),
    ("birth", "I was born on «March 3, 1985» in Leeds, date of birth «1985-03-03»."),
    ("name", "C'est «Mme Durand» qui m'a reçue.".replace("«Mme Durand»", "Mme «Durand»")),
    ("name", "Monsieur «Le Goff» a rappelé, puis Madame «de La Tour»."),
    ("name", "Je m'appelle «Aïcha Benali» et je suis cliente."),
    ("name", "My name is «Jane O'Neil», Mrs «O'Neil» if you like."),
    ("name", "Dr «Singh» called me back."),
    ("name", "«Paul Martin» m'a aidé, «Martin» est très bien, «PAUL» aussi."),
)
#: Nothing of these tells who somebody is.
INNOCENT = (
    "Le 12/03/2024 à 14 h 30, puis le 01.02.2024 et le 2024-03-12.",
    "J'ai payé 1 250 euros, puis 12 500,50 €, enfin 0 600 000 000 €.",
    "La croissance est de +2 000 000 000 clients, soit 12 345 678 personnes.",
    "Produit n° 0612345678, article 0712345678, réf. 06 12 34 56 78.",
    "Un contrat de 24 mois, le dossier 2024, la facture 2 de 1 480 euros, 12 commandes en 2023-2024.",
    "Mon abonnement 5G 100 Go, le suivi 24h/24, le compte rendu de 120 pages, la ligne 13 à 8h45.",
    "Numéro client, adresse : trois fois. Le n° client manque depuis 2019. Le guichet 14 ferme à 17h30.",
    "La carte 4970 ne passe pas, le SIRET 732 829 320 00074 et le produit 4006381333931 non plus.",
    "Samsung A52, iPhone 15 Pro, Peugeot 3008, PS5 4TB, code 0123.",
    "Le produit 3760012345678 et l'ISBN 978-2-07-036822-8.",
    "Numéro 1 84 12 76 451 089 47 sur la facture d'électricité.",
    "FR15 2004 1010 0505 0001 3M02 606 n'est pas un compte.",
    "Monsieur le directeur, Madame la Présidente, M. le Maire, Mme la Consule.",
    "Bonjour madame, monsieur. Merci madame. Vous êtes monsieur ?",
    "J'ai 3 cours particuliers, 2 places de concert et 12 passages par an.",
    "On m'a transmis 12 000 Documents en 30 Secondes.",
    "Pour plusieurs clients. La loi n° 2010-658 du 15 juin. Ma déclaration en ligne 2019Ce site.",
    "It cost £1,250.00 on 03/12/2024; we had 12,345,678 customers.",
    "I waited from 10 30 to 12 45 on line 4, then 20 25 30 35 minutes.",
    "Rue de la Paix, boulevard du temps perdu : la voie est libre.",
    "Write to us at the branch; meet me at noon dot.",
    "Chapter 12 Way Forward; a Long Road ahead.",
    "Le taux est passé de 0,12 à 0,34, de 01 à 05 en 10 ans.",
    "Le portable coûte 12 500 000 euros, le mobile 2019 2020 2021, par téléphone au 32 33 34 35 minutes, le téléphone est 2024 fois trop vieux, le fax 0800 12 34 56.",
    "Le téléphone est en panne depuis 10 30 45. Mobile 12 mois. On parle sur Facebook : rien. Insta est lent, Twitter : 3 jours.",
    "La voiture roule en S 500, le van de 2021 ABS 4, le camion en 1 heure.",
    "Monsieur XXX et Mme YYYY ont signé, comme M. Bricolage.",
)
#: Names as people say them, with what announces them.
SAID_NAMES = (
    "M. «D.» m’a dit de rappeler.",
    "J’ai vu Mme «J.-P. B.», la directrice.",
    "Mme «R» m'a rappelée hier, Mr «K» jamais.",
    "On m’a passé une certaine Mme «Weber».",
    "Mmes «Petit» et «Morel» s’en occupent.",
    "MM. «Blanc» et «Roux» aussi.",
    "Signé : «Hélène B.»",
    "Celui qu’on a surnommé «Bébert» à l’agence.",
    "J'ai eu Madame «Lefebvre» au téléphone, très aimable.",
    "Monsieur «Benali» m'a rappelé le lendemain.",
    "M. «Garnier» n'était pas là.",
    "Mme «Costa» m'a reçue en agence.",
    "Mlle «Perrin» s'occupe de mon dossier.",
    "Le docteur «Marchand» a signé le certificat.",
    "Maître «Delorme» a écrit à la banque.",
    "Le conseiller, monsieur «Da Silva», a été parfait.",
    "Je m'appelle «Sophie Martin» et je suis cliente depuis dix ans.",
    "Mon nom est «Karim Haddad».",
    "Mon prénom est «Lucie».",
    "Mon mari s'appelle «Patrick».",
    "Ma fille s'appelle «Emma Rousseau».",
    "Ma conseillère s'appelle «Nathalie».",
    "C'est Mme «Le Goff» qui m'a aidé.",
    "On m'a dit de voir M. «N'Guessan».",
    "Mr «Dupuis» m'a envoyé un mail.",
    "Madame «de Villiers» n'a pas répondu.",
    "Mme. «Blanchard» est partie en retraite.",
    "MONSIEUR «LEROY» NE RAPPELLE JAMAIS.",
    "madame «Gauthier» est revenue vers moi.",
    "Monsieur et madame «Chevalier» ont signé.",
    "J'ai parlé à M. «Jean-Pierre Moulin» de l'agence.",
    "J'ai vu Mme «Anne-Sophie Lambert» hier.",
    "Bonjour, ici «Thomas Girard», je vous appelle pour mon contrat.",
    "Moi c'est «Nadia».",
    "Moi, c'est «Nadia Benhamou», j'habite à côté.",
    "Mon conseiller «Philippe Aubert» est très bien.",
    "Ma conseillère «Sandrine Petit» a changé d'agence.",
    "Mon conseiller, «Julien Morel», est parti.",
    "mon collègue «Mehdi» a eu le même souci.",
    "Ma voisine «Josette» n'a pas internet.",
    "Mon fils «Hugo» m'aide avec l'application.",
    "Ma fille «Camille» fait tout sur son téléphone.",
    "Mon mari «Bernard» ne veut pas du site.",
    "Ma femme «Aurélie» préfère l'agence.",
    "Ma mère «Simone» a 82 ans.",
    "Mon père «Roger Vidal» n'a pas de mail.",
    "Mon frère «Antoine» est aussi client.",
    "Ma sœur «Claire» a changé de banque.",
    "Mon ami «Yannick» m'a conseillé l'appli.",
    "La directrice, Mme «Ollivier», m'a reçu.",
    "Le directeur de l'agence, M. «Renard», est intervenu.",
    "Un certain «Kevin» m'a répondu sur le chat.",
    "Une certaine «Mélanie» m'a répondu.",
    "Un dénommé «Fabrice» m'a promis un rappel.",
    "Une nommée «Sabrina» m'a répondu.",
    "Je suis tombée sur un monsieur «Ferrand» très poli.",
    "J'ai été reçu par «Élodie Caron».",
    "J'ai été reçue par M. «Teixeira» à Lyon.",
    "Cordialement, «Michel Fabre»",
    "Cordialement,\n«Isabelle Roux»",
    "Signé : «Paul Henry»",
    "Merci à «Christelle» pour sa patience.",
    "Merci à «Christelle Lopez» pour sa patience.",
    "Bravo à «David» du service client.",
    "Un grand merci à Monsieur «Traoré».",
    "Je remercie «Jérôme» de l'agence de Nantes.",
    "Le contrat est au nom de «Gérard Masson».",
    "Pr «Lemoine» a confirmé.",
    "Dr «Nguyen» est mon médecin.",
    "Mrs «Thompson» called me back.",
    "Mr «O'Neil» was very helpful.",
    "Ms. «Patel» sorted it out.",
    "Miss «Jones» at the branch knows me.",
    "Dr «Smith» signed the form.",
    "My name is «Emily Clark» and I have been a customer for years.",
    "My name's «Tom».",
    "Call me «Rachel».",
    "I'm called «George».",
    "My husband «Peter» uses the app.",
    "My daughter «Lucy» set it up.",
    "My adviser «Mark Evans» left.",
    "I spoke to «Sarah» in the call centre.",
    "I was served by «Daniel Brown».",
    "Her name is «Olivia».",
    "His name was «Jack».",
    "Thanks to «Karen» for her help.",
    "Kind regards, «John Miller»",
    "Son nom est «Lacroix».",
    "Elle s'appelle «Fatou Diop».",
    "Il s'appelle «Ahmed».",
    "Il se nomme «Bruno Lefort».",
    "Je me nomme «Adrien».",
    "Mon nom de jeune fille est «Pasquier».",
    "Mon nom c'est «Weber».",
    "J'ai demandé à parler à Mme «Sow».",
    "J'attends toujours l'appel de M. «Vasseur».",
    "Le courrier était signé par M. «Hamel».",
    "Monsieur «GUILLOT» du service recouvrement.",
    "Mme «DE OLIVEIRA» m'a donné un rendez-vous.",
    "Madame la conseillère, Mme «Brunet», était absente.",
    "M. «Picard» et Mme «Renaud» se contredisent.",
)
#: Names as people are called, listed and entered in a transcript.
SPOKEN_TO = (
    "M «Fournier» m'a raccroché au nez.",
    "Mᵐᵉ «Fournier» aussi.",
    "Merci «Sylvie» !",
    "— Merci «Claire». — De rien, «Paul».",
    "Alors «Thomas», qu'est-ce que vous en pensez ?",
    "Oui, «Sandrine», je vous écoute.",
    "Bonjour «Martine», merci d'être là.",
    "Moi c'est «Jean-Baptiste Le Goff», mais on m'appelle «JB».",
    "Je m’appelle «sophie durand» et je suis cliente.",
    "Hier madame «fournier» m'a rappelée.",
    "Mes enfants, «Léa» et «Enzo», utilisent l'appli.",
    "Mes filles «Léa», «Zoé» et «Inès» aussi.",
    "C'est «Karim», du service client, qui m'a répondu.",
    "J'ai eu «Karim» au téléphone.",
    "Je suis tombé sur une «Nathalie» très gentille.",
    "(«Sandrine B.», 43 ans, Rennes)",
    "Moi, «Martine», 61 ans, je trouve cela long.",
    "Nom : «LEFEVRE» Prénom : «Martine»",
    "Nom et prénom : «Lefèvre Martine»",
    "Nom : «ROY»",
    "«Martine LEFEVRE», cliente depuis 1990. La fiche de «Anne ROY» manque.",
    "Mon nom, «Lefèvre», s'écrit «L-E-F-E-V-R-E».",
    "Une personne prénommée «Martine». Je vous présente «Alain».",
    "Bonjour, «Lefèvre» à l'appareil.",
    "Mon compagnon c'est «Éric», mon mari, lui, c'est «Alain».",
    "On a fait cela avec «Éric», mon mari. «Léa», ma fille aînée, a l'appli.",
    "La famille «Kerdoncuff», madame veuve «Tanguy», née «Le Bihan».",
    "Voyez Mme «A. Moreau-Petit», Mme «Ó Súilleabháin», M. «Łukasiewicz» et Mme «Škoda-Žižek».",
    "Hier «Nathalie» de l'agence de Vannes m'a aidée. «LEFEVRE Martine», adhérente.",
    "«J.P. Martin» l'a confirmé, avec «C. Casterner».",
)
#: What looks like a name somebody is called by.
NOT_SPOKEN_TO = (
    "Pendant 13 ans j'ai attendu. J'ai 71 ans. Depuis 20 ans, rien. Environ 30 ans, Plus 40 ans.",
    "Merci Madame. Bonjour Monsieur, bonsoir Docteur. Oui, Bonjour, merci Beaucoup !",
    "Merci Internet ! Bonjour La Poste, merci France Travail.",
    "Le site AMELI, le Compte FORMATION et mon compte, ma formation. L'Agence EDF, l'agence.",
    "Mes amis et moi, mes enfants et eux. J'ai eu Internet au téléphone.",
    "J'ai acheté chez amazon.fr et chez exemple point fr. 3 @ 5 euros.",
    "La rue Victor-Hugo est barrée. Le 01/02/2024, le 01/02/03. Né en colère.",
    "Madame est absente, monsieur le maire m'a reçu, une madame agréable m'a aidé.",
    "La conseillère de l'agence, l'AGENCE Postale, mon espace du service client. Madame du guichet, monsieur à l'accueil.",
    "Le vin A-B, le plan B et le e-mail.",
)
#: Names nothing announces: the review does not see them, a reader has to.
UNANNOUNCED = (
    "On m'a passé «Sylvie» au guichet.",
    "Le facteur, «Momo», dépose tout chez le voisin.",
)
#: Two capitals inside a sentence, and nothing else.
DOUBTED = (
    "La responsable «Valérie Noël» a réglé le problème.",
    "La carte de «Monique Dumas» a été avalée.",
    "Je suis «Véronique Barre», cliente depuis 2010.",
    "We asked «Mary Ann Smith» about it.",
    "You ask «John O'Neill» at the gate, or «Ana D’Souza», or «Fiona McKenna».",
)
#: Towns, firms, headings and sentences that look like it.
NOT_DOUBTED = (
    "Je vis à Aix Marseille.", "On part de San Francisco demain.", "Chez Leroy Merlin c'est mieux.", "Le Parc Astérix était fermé.",
    "Valérie Noël", "Bien reçu. Jean Dupont Martin", "ON M'A DIT DE VOIR JEAN DUPONT", "Mon Espace Client ne marche pas, mon espace non plus.",
    "Le site Agence Postale rame.", "C'était en Mai Juin.",
)  # fmt: skip
#: Firms, services, places and joined sentences where names would stand.
NO_NAMES = (
    "Monsieur X et Madame Y se plaignent.",
    "Le service M. est fermé. La vitamine D. Rien d’autre.",
    "Merci Madame. À bientôt.",
    "Bonjour Monsieur A bientôt",
    "Le monsieur de la Caf de Gap a été désagréable.",
    "La dame de la Poste et le monsieur de Orange se renvoient la balle.",
    "Madame, Monsieur, je vous écris.",
    "Madame Bonjour je voudrais savoir où en est mon dossier.",
    "Bonjour Madame Je n'ai pas reçu ma carte.",
    "Bonjour Monsieur Suite à mon appel je reviens vers vous.",
    "Monsieur Merci de me rappeler.",
    "Merci Madame Pourriez-vous me rappeler ?",
    "Monsieur le Directeur n'a pas répondu.",
    "Madame la Présidente de la République.",
    "Monsieur Le Maire a signé.",
    "Mon conseiller Banque Populaire est parti.",
    "Mon conseiller Pôle Emploi ne répond pas.",
    "Ma conseillère Crédit Agricole est aimable.",
    "Mon père Je l'aide avec son téléphone.",
    "Merci à La Poste pour sa patience.",
    "Merci Beaucoup !",
    "Merci Internet !",
    "J'ai été reçu par France Travail.",
    "I spoke to Customer Service in London.",
    "Call me ASAP.",
    "Call me Monday please.",
    "Cordialement, Service client",
    "Kind regards, The team",
    "Cordialement.",
    "Je suis Français et client depuis 2010.",
    "Je suis Client depuis 2010.",
    "Je suis Madame tout le monde.",
    "Le service s'appelle France Connect.",
    "L'application s'appelle Lyf Pay.",
    "Moi c'est Pareil.",
    "Ici Paris, il pleut.",
    "Le compte est au nom de la Société.",
    "Signé : La Direction",
    "Un certain Nombre de clients sont partis.",
    "J'ai 10 allées et venues à mon actif.",
    "J'ai 1 résidence principale et 2 résidence secondaire.",
    "J'ai suivi 2 cours de français.",
    "Il y a 1 place de parking.",
    "Appelez le 0820 825 825 ou le 0800 12 34 56.",
    "Il faut appeler le 0 810 251 310.",
    "J'ai reçu un mail de no-reply@interieur.gouv.fr sans suite.",
    "On m'écrit de ne-pas-repondre@banque.example.fr chaque mois.",
    "M. Janvier 2024 fut long.",
    "En Mars et en Avril, Mme le rappel n'est pas venu.",
    "Mon ami Google m'a aidé.",
    "Ma banque LCL ferme.",
    "Merci à Tous.",
    "Merci Madame.",
    "Merci à Lyonnaise Plus et à la Caf.",
    "J'ai parlé à Lyonnaise Plus.",
)
DECLARED = (KnownName(name="Paul Martin", kind="name", reason="roster"),)
COMMON = ("M. Bricolage", "YYYY", "Lyonnaise Plus")


def found_in(text: str) -> list[Finding]:
    return find_personal_data([text], declared=DECLARED, common=COMMON)[0]


def planted(marked: str) -> tuple[str, list[tuple[int, int]]]:
    """Return a text without its marks, and where the marked passages stand."""
    spans, text = [], ""
    for number, part in enumerate(marked.replace("»", "«").split("«")):
        if number % 2:
            spans.append((len(text), len(text) + len(part)))
        text += part
    return text, spans


@pytest.mark.parametrize(("kind", "marked"), PLANTED)
def test_what_is_planted_is_found_to_the_letter(kind: str, marked: str) -> None:
    text, spans = planted(marked)
    assert [(f.start, f.end) for f in found_in(text) if f.kind == kind] == spans


@pytest.mark.parametrize("text", INNOCENT)
def test_dates_amounts_products_and_offices_are_left_alone(text: str) -> None:
    assert [(f.kind, f.text) for f in found_in(text)] == []


def test_names_are_found_whatever_announces_them_and_nothing_else() -> None:
    missed, more = [], []
    for marked in SAID_NAMES:
        text, spans = planted(marked)
        found = [(f.start, f.end) for f in find_personal_data([text])[0]]
        missed += [text[start:end] for start, end in spans if (start, end) not in found]
        more += [text[start:end] for start, end in found if (start, end) not in spans]
    assert (missed, more) == ([], [])


def test_whom_people_speak_to_list_or_enter_is_found_and_nothing_else() -> None:
    missed, more = [], []
    for marked in SPOKEN_TO:
        text, spans = planted(marked)
        found = [(f.start, f.end) for f in find_personal_data([text])[0]]
        missed += [text[start:end] for start, end in spans if (start, end) not in found]
        more += [text[start:end] for start, end in found if (start, end) not in spans]
    assert (missed, more) == ([], [])


@pytest.mark.parametrize("text", NOT_SPOKEN_TO)
def test_greetings_years_offices_and_shops_are_nobody(text: str) -> None:
    assert [(f.kind, f.text) for f in found_in(text)] == []


def test_what_nothing_announces_is_not_found() -> None:
    texts = [planted(marked)[0] for marked in UNANNOUNCED]
    assert [found for found in find_personal_data(texts) if found] == []


def test_two_capitals_that_nothing_announces_are_doubted() -> None:
    for marked in DOUBTED:
        text, spans = planted(marked)
        assert [(f.start, f.end, f.reason) for f in find_personal_data([text])[0]] == [(*s, "capitals") for s in spans]


@pytest.mark.parametrize("text", NOT_DOUBTED)
def test_towns_firms_and_heads_of_sentences_are_not_doubted(text: str) -> None:
    assert find_personal_data([text], common=COMMON) == [[]]


@pytest.mark.parametrize("text", NO_NAMES)
def test_firms_services_and_joined_sentences_are_nobody(text: str) -> None:
    assert [(f.kind, f.text) for f in find_personal_data([text], common=COMMON)[0]] == []


def test_whom_one_meets_is_looked_for_nowhere_else() -> None:
    told = find_personal_data(["Merci à Alphée.", "Alphée est ouverte.", "Ma sœur Nadia.", "Nadia est venue."])
    assert [[f.text for f in found] for found in told] == [["Alphée"], [], ["Nadia"], ["Nadia"]]


def test_nothing_is_proposed_beside_what_is_planted() -> None:
    proposed = [f for _, marked in PLANTED for f in found_in(planted(marked)[0])]
    assert len(proposed) == sum(len(planted(marked)[1]) for _, marked in PLANTED)


def test_every_finding_is_what_stands_there_whatever_the_composition_of_accents() -> None:
    text = "Mme Léa Bénédicte, au 06 12 34 56 78 😀."
    said = find_personal_data([text, "Benedicte a rappelé, be\u0301ne\u0301dicte non."])
    assert [f.text for f in said[0]] == ["Léa Bénédicte", "06 12 34 56 78"]
    assert all(text[f.start : f.end] == f.text for f in said[0])


def test_one_number_is_one_identity_however_it_is_written() -> None:
    written = ("06 12 34 56 78", "0612345678", "+33 6 12 34 56 78", "0033 612345678", "+33 (0)6.12.34.56.78")
    assert {f.identity for w in written for f in found_in(f"au {w} !")} == {"0612345678"}


def test_a_name_said_after_a_title_is_found_wherever_it_stands() -> None:
    first, second = find_personal_data(["Mme Anne Caradec m'a reçue.", "Caradec, ou mademoiselle Caradec, est venue."])
    assert {f.identity for f in (*first, *second)} == {"anne caradec"}
    assert [f.reason for f in second] == ["elsewhere", "title"]


def test_a_word_of_every_day_is_not_looked_for() -> None:
    texts = ["M. Petit m'a reçu.", "Petit à petit, le petit guichet ferme.", "Le Petit guichet."]
    assert [[f.text for f in found] for found in find_personal_data(texts)] == [["Petit"], [], []]


def test_a_word_two_names_share_is_a_name_of_its_own() -> None:
    declared = [KnownName(name=name, kind="name", reason="roster") for name in ("Paul Martin", "Anne Martin")]
    found = find_personal_data(["Paul Martin, Anne Martin, et Martin ?"], declared=declared)[0]
    assert [(f.identity, f.reason) for f in found] == [
        ("paul martin", "roster"), ("anne martin", "roster"), ("martin", "several"),
    ]  # fmt: skip


def test_ids_of_cases_are_found_whole() -> None:
    declared = [KnownName(name="E-042", kind="case", reason="case-id")]
    found = find_personal_data(["Le dossier E-042, pas E-0421 ni XE-042."], declared=declared)[0]
    assert [(f.kind, f.start) for f in found] == [("case", 11)]


@given(st.text(alphabet="0612345678+() .-/@aAéM\u00a0«»'\n", max_size=80))
def test_findings_are_passages_that_do_not_overlap(text: str) -> None:
    found = found_in(text)
    assert all(0 <= f.start < f.end <= len(text) and text[f.start : f.end] == f.text for f in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


def test_texts_made_to_be_slow_are_looked_through() -> None:
    hostile = (
        "a" * 20_000,
        "a." * 20_000,
        "1 " * 20_000,
        "Mme " * 20_000,
        "A " * 20_000,
        "zéro six " * 10_000,
        "@" * 20_000,
    )
    assert all(isinstance(found, list) for found in find_personal_data(hostile))


def test_what_is_found_does_not_depend_on_the_order_of_the_texts() -> None:
    texts = [planted(marked)[0] for _, marked in PLANTED] + list(INNOCENT)
    order = list(range(len(texts)))
    random.Random(7).shuffle(order)
    plain, turned = find_personal_data(texts), find_personal_data([texts[at] for at in order])
    assert [plain[at] for at in order] == turned


def test_names_are_compared_without_what_is_not_heard() -> None:
    assert plain_name("  D’Alméida-Péreira ") == plain_name("d'almeida pereira") == "d almeida pereira"


def test_a_declared_name_of_several_words_is_found_in_small_letters() -> None:
    known = (KnownName(name="Bénédicte Le Goff", kind="name", reason="roster"),)
    (found,) = find_personal_data(["bénédicte le goff est partie, un goff reste."], declared=known)
    assert [one.text for one in found] == ["bénédicte le goff"]


@pytest.mark.parametrize("said", ["sophie (arobase) free.fr", "anne.legrand [at] orange [dot] fr"])
def test_an_address_in_brackets_is_an_address(said: str) -> None:
    ((found,),) = find_personal_data([f"c’est {said}"])
    assert (found.text, found.kind) == (said, "email")
