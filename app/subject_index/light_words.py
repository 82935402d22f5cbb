"""Numbers, measures of time, and verbs that say little, of several languages.

They begin and end no phrase, as words of grammar do; what else names nothing, counting tells.
"""

_WORDS = """
zero one two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty sixty
hundred hundreds thousand thousands million millions billion billions half first second third
fourth fifth dozen dozens couple
second seconds minute minutes hour hours day days week weeks month months year years decade decades
century centuries ago today tomorrow yesterday moment moments time times
take takes taking took taken make makes making made get gets getting got give gives giving gave
given keep keeps keeping kept go goes going went gone come comes coming came put puts putting let
lets pay pays paying paid hold holds holding held set sets use uses using used say says saying said
see sees seeing saw seen become becomes becoming became seem seems seemed remain remains remained
know knows knew known want wants wanted
ein zwei drei vier fünf sechs sieben acht neun zehn zwanzig hundert tausend million millionen erste
ersten zweite zweiten dritte dritten stunde stunden minuten tag tage tagen woche wochen monat monate
monaten jahr jahre jahren zeit heute gestern morgen
un deux trois quatre cinq six sept huit neuf dix vingt cent mille millions premier première second
seconde heure heures jour jours semaine semaines mois an ans année années temps siècle
uno dos tres cuatro cinco seis siete ocho nueve diez veinte cien mil millón millones primer primera
primero segundo segunda tercero hora horas minutos día días semana semanas mes meses año años tiempo
siglo vez veces
due tre quattro cinque sei sette otto nove dieci venti cento mila milioni primo prima secondo
seconda ora ore giorno giorni settimana settimane mese mesi anno anni tempo secolo volta volte
um dois duas três quatro cinco seis sete oito nove dez vinte cem milhão milhões primeira primeiro
segundo dia dias semanas mês meses ano anos tempo século vez vezes
twee drie vier vijf zes zeven acht negen tien twintig honderd duizend miljoen eerste tweede derde
uur dag dagen weken maand maanden jaren tijd keer
два две три четыре пять шесть семь восемь девять десять сто тысяча тысяч миллион миллионов первый
первая первое второй вторая час часа часов минут день дня дней неделя недели месяц месяца месяцев
год года годы лет время времени раз раза
"""


def light_words() -> frozenset[str]:
    """All of them, in lower case."""
    return frozenset(_WORDS.split())
