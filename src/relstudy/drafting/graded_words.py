"""Words of scales in further languages: what each does to the place of an answer, folded.

They are those of agreement, satisfaction, frequency, importance, likelihood and marks, as surveys have them.
"""

GERMAN = {
    "yes": r"ja|richtig",
    "no": r"nein|falsch",
    "utmost": r"voll(?:-und-ganz)?|vollig|vollkommen|vollstandig|ganz-und-gar|absolut|total|extrem|ausserst|uberhaupt|gar(?=-(?:nicht|kein))|immer"
    r"|nie|niemals|hervorragend|ausgezeichnet|exzellent|perfekt|katastrophal|ungenugend|auf-jeden-fall|auf-keinen-fall|unbedingt",
    "almost": r"fast",
    "strong": r"sehr|viel|deutlich|meistens|meist|besonders",
    "mild": r"eher|ziemlich|relativ|recht|grosstenteils|uberwiegend|weitgehend",
    "slight": r"ein-wenig|ein-bisschen",
    "moderate": r"etwas|massig",
    "hardly": r"nicht-(?:sehr|so|wirklich|besonders|ganz)",
    "little": r"(?<!ein-)wenig|weniger|kaum",
    "not": r"nicht|keine?",
    "against": r"unzufriedene?r?|schlecht(?:e[rns]?)?|schwer|schwierig|kompliziert|unwichtig|unwahrscheinlich|selten|nie|niemals|lehne|ablehnung"
    r"|dagegen|mangelhaft|ungenugend|unfreundlich|unverstandlich|negativ|niedrig|gering|katastrophal|uninteressiert|nutzlos|auf-keinen-fall",
    "for": r"zufriedene?r?|stark|gut(?:e[rns]?)?|besser|leicht|einfach|wichtig|wahrscheinlich|oft|haufig|immer|stimmt?e?|trifft|zustimmung|dafur|hilfreich"
    r"|nutzlich|freundlich|verstandlich|positiv|hoch|hervorragend|ausgezeichnet|exzellent|perfekt|interessiert|auf-jeden-fall|unbedingt",
    "below": r"ausreichend",
    "above": r"(?!)",
    "middle": r"weder|teils|teilweise|neutral|unentschieden|mittel|mittelmassig|durchschnittlich|manchmal|gelegentlich|ab-und-zu|hin-und-wieder"
    r"|gleich|unverandert|befriedigend",
}
SPANISH = {
    "yes": r"si|verdadero",
    "no": r"no|falso",
    "utmost": r"nada|totalmente|completamente|plenamente|absolutamente|en-absoluto|extremadamente|sumamente|definitivamente|siempre|nunca|jamas"
    r"|excelentes?|optim[oa]s?|pesim[oa]s?|perfect[oa]s?",
    "almost": r"casi",
    "strong": r"muy|much[oa]s?|la-mayoria-de-las-veces",
    "mild": r"bastante|parcialmente|relativamente|mas-bien",
    "slight": r"un-poco|ligeramente|levemente",
    "moderate": r"algo|moderadamente|medianamente",
    "hardly": r"no-(?:muy|tan|mucho)",
    "little": r"(?<!un-)poc[oa]s?|menos|apenas",
    "not": r"no|nada|en-absoluto|ningun[oa]?",
    "against": r"insatisfech[oa]s?|desacuerdo|mal|mal[oa]s?|pesim[oa]s?|dificil(?:es)?|improbables?|rara-vez|raras-veces|raramente|pocas-veces|nunca"
    r"|jamas|peor|inutil(?:es)?|desfavorables?|baj[oa]s?|deficientes?|negativ[oa]s?",
    "for": r"satisfech[oa]s?|acuerdo|buen[oa]?s?|bien|mejor|facil(?:es)?|probables?|probablemente|importantes?|util(?:es)?|siempre|a-menudo"
    r"|frecuentemente|con-frecuencia|muchas-veces|habitualmente|excelentes?|optim[oa]s?|perfect[oa]s?|favorables?|alt[oa]s?|interesad[oa]s?"
    r"|content[oa]s?|positiv[oa]s?",
    "below": r"(?!)",
    "above": r"aceptables?|correct[oa]s?",
    "middle": r"ni|neutral(?:es)?|neutr[oa]s?|indiferentes?|regular(?:es)?|a-veces|algunas-veces|ocasionalmente|de-vez-en-cuando|mas-o-menos"
    r"|medi[oa]s?|promedio|igual|indecis[oa]s?",
}
ITALIAN = {
    "yes": r"si|vero",
    "no": r"no|falso",
    "utmost": r"per-niente|per-nulla|affatto|completamente|totalmente|del-tutto|assolutamente|pienamente|estremamente|sempre|mai|ottim[oaie]"
    r"|eccellent[ei]|pessim[oaie]|perfett[oaie]",
    "almost": r"quasi",
    "strong": r"molt[oaie]|decisamente|fortemente",
    "mild": r"abbastanza|piuttosto|parzialmente|in-parte",
    "slight": r"un-po|leggermente",
    "moderate": r"mediamente|moderatamente",
    "hardly": r"non-(?:molto|tanto|proprio|particolarmente)",
    "little": r"poc(?:o|a|hi|he)|meno",
    "not": r"non|per-niente|per-nulla|affatto|nessun[oa]?",
    "against": r"insoddisfatt[oaie]|disaccordo|cattiv[oaie]|male|pessim[oaie]|difficil[ei]|improbabil[ei]|raramente|mai|peggio(?:re)?|inutil[ei]"
    r"|insufficient[ei]|scars[oaie]|bass[oaie]|negativ[oaie]|scontent[oaie]",
    "for": r"soddisfatt[oaie]|accordo|buon[oaie]?|bene|meglio|miglior[ei]|facil[ei]|probabil[ei]|probabilmente|important[ei]|util[ei]|sempre|spesso"
    r"|frequentemente|ottim[oaie]|eccellent[ei]|perfett[oaie]|alt[oaie]|interessat[oaie]|content[oaie]|positiv[oaie]",
    "below": r"(?!)",
    "above": r"discret[oaie]|accettabil[ei]",
    "middle": r"ne|neutral[ei]|neutr[oaie]|indifferent[ei]|qualche-volta|a-volte|talvolta|ogni-tanto|occasionalmente|sufficient[ei]|medi[oa]"
    r"|cosi-cosi|uguale|incert[oaie]|invariat[oaie]",
}
PORTUGUESE = {
    "yes": r"sim|verdadeiro",
    "no": r"nao|falso",
    "utmost": r"nada|totalmente|completamente|plenamente|absolutamente|extremamente|definitivamente|sempre|nunca|jamais|excelentes?|otim[oa]s?"
    r"|pessim[oa]s?|perfeit[oa]s?|de-(?:modo|forma)-alguma?",
    "almost": r"quase",
    "strong": r"muit[oa]s?|a-maioria-das-vezes",
    "mild": r"bastante|parcialmente|em-parte|relativamente|razoavelmente",
    "slight": r"um-pouco|ligeiramente|levemente",
    "moderate": r"moderadamente|medianamente|algo",
    "hardly": r"nao-(?:muito|tao|tanto)",
    "little": r"(?<!um-)pouc[oa]s?|menos",
    "not": r"nao|nada|nenhuma?|de-(?:modo|forma)-alguma?",
    "against": r"insatisfeit[oa]s?|discordo|desacordo|ruim|ruins|mau|maus|mal|pessim[oa]s?|fraca?o?s?|dificil|dificeis|improvave(?:l|is)|raramente"
    r"|raras-vezes|poucas-vezes|nunca|jamais|pior|inutil|inuteis|baix[oa]s?|desfavorave(?:l|is)|insuficientes?|negativ[oa]s?",
    "for": r"satisfeit[oa]s?|concordo|acordo|bom|bons|boas?|bem|otim[oa]s?|excelentes?|melhor|facil|faceis|provave(?:l|is)|provavelmente|importantes?"
    r"|util|uteis|sempre|frequentemente|com-frequencia|muitas-vezes|geralmente|alt[oa]s?|favorave(?:l|is)|interessad[oa]s?|content[oae]s?"
    r"|positiv[oa]s?|perfeit[oa]s?",
    "below": r"(?!)",
    "above": r"aceitave(?:l|is)",
    "middle": r"nem|neutr[oa]s?|indiferentes?|regular(?:es)?|razoave(?:l|is)|as-vezes|algumas-vezes|por-vezes|ocasionalmente|de-vez-em-quando"
    r"|mais-ou-menos|medi[oa]s?|igual|indecis[oa]s?",
}
DUTCH = {
    "yes": r"ja",
    "no": r"nee",
    "utmost": r"helemaal|volledig|volkomen|totaal|absoluut|uiterst|extreem|geheel|volstrekt|altijd|nooit|uitstekend|perfect",
    "almost": r"bijna",
    "strong": r"zeer|heel|erg|sterk|veel|meestal",
    "mild": r"redelijk|vrij|tamelijk|eerder|nogal|grotendeels",
    "slight": r"een-beetje",
    "moderate": r"enigszins",
    "hardly": r"niet-(?:erg|zo|echt|heel|zeer|bijzonder)",
    "little": r"weinig|minder|nauwelijks",
    "not": r"niet|geen",
    "against": r"ontevreden|oneens|slecht(?:e|er)?|moeilijk|lastig|onbelangrijk|onwaarschijnlijk|zelden|nooit|onvoldoende|laag|negatief"
    r"|onvriendelijk|nutteloos",
    "for": r"tevreden|eens|goede?|beter|makkelijk|gemakkelijk|eenvoudig|belangrijk|waarschijnlijk|vaak|altijd|uitstekend|hoog|positief"
    r"|vriendelijk|nuttig|geinteresseerd|perfect",
    "below": r"matig",
    "above": r"voldoende|regelmatig|acceptabel",
    "middle": r"noch|neutraal|soms|af-en-toe|gemiddeld|hetzelfde|gelijk|onveranderd"
    r"|niet-(?:mee-)?[a-z]+-(?:en-|maar-(?:ook-)?)?niet-(?:mee-)?[a-z]+",
}
FURTHER = {"de": GERMAN, "es": SPANISH, "it": ITALIAN, "pt": PORTUGUESE, "nl": DUTCH}
