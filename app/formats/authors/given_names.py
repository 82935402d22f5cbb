"""Given names and particles, which tell surnames from whole names."""

import re

PARTICLES = frozenset([
    "De", "Del", "Della", "Du", "La", "Le", "Von", "a", "abu", "af", "al", "ap", "av", "ben", "bin",
    "bint", "da", "das", "de", "degli", "dei", "del", "della", "den", "der", "di", "do", "dos",
    "du", "el", "het", "ibn", "la", "las", "le", "lo", "los", "of", "op", "'t", "ten", "ter", "van",
    "vom", "von", "y", "zu", "zum", "zur",
])  # fmt: skip
JOINED_PARTICLE = re.compile(r"(?:d|l|dell|dall|degl|nell|sant|t)['’]|(?:al|el|ad|as|ash|ibn)-")
# Given names that are hardly ever surnames: `Cueva Marrow, Ana María` is one name.
NO_SURNAMES = frozenset([
    "alberto", "ángel", "ann", "anna", "anne", "antonio", "carlos", "carmen", "eduardo",
    "elizabeth", "enrique", "fernando", "ignacio", "inés", "isabel", "javier", "jane", "jesús",
    "josé", "jose", "louise", "luis", "luisa", "luiz", "manuel", "maria", "maría", "marie", "mary",
    "miguel", "pedro", "teresa",
])  # fmt: skip
# Given names that are common in several languages: they tell `Last, First` from two names.
GIVEN_NAMES = frozenset(
    """
aaron ada adam adrian agnes ahmed aisha alan albert alejandro alex alexander alexandra alfred ali
alice alicia amanda amir amy ana andrea andreas andrés andrew andrzej ángel anita anja ann anna
anne annika anthony antoine antonio anton arthur astrid augusto ava barbara beatrice beatriz ben
benjamin bernard bill björn boris brian bruno camille carla carlos carmen carol caroline catherine
cecilia césar chantal charles charlotte chiara christian christine christopher clara claudia
claudio colin cristina daniel daniela david deborah denis diana diego dieter dmitri dolores donald
dorothy edgar eduardo edward elena eleanor elisabeth elizabeth ella ellen emil emilio emily emma
enrique eric erich erik ernst esther eugene eva evelyn fatima federico felix fernando florian
francesca francesco francis francisco françois frank franz fred frédéric friedrich fritz gabriela
georg george georges gerald gerard gerhard gilles giorgio giovanni giulia giuseppe gonzalo grace
guillermo günter gustav hanna hannah hans harold harry hassan heather hector heidi heinrich helen
helena helga henri henrik henrique henry hermann hugo hussein ian ibrahim ignacio igor ilse inés
ingrid irene isaac isabel ivan jack jacqueline jacques jakob james jan jane janet jason javier jean
jennifer jessica jesús jim joan joanna joão joaquín johann johannes john jonathan jorge josé joseph
josefa joshua juan judith julia julian julie julio jürgen karen karin karl katarzyna kate katherine
kathleen kenneth kevin klaus krzysztof larry lars laura lea leo leonard leonardo linda lisa louis
louise luca lucas lucía lucy ludwig luis luisa luiz lukas luz maciej magdalena manuel marc marco
margaret margarita maria maría mariana marie marina mario marion marta martha martin mary maryam
matteo matthew matthias maurice mauro max mercedes michael michel michelle miguel mikhail mohamed
mohammed monica monika nancy natalia natalie nathan nicholas nicolas nicole nikolai nina nora olga
oliver olivia omar oscar otto pablo paola paolo pascal patricia patrick paul paula paulo pedro per
peter petra philip philippe pierre pilar rachel rafael ralph ramón raymond rebecca ricardo richard
rita robert roberto roger roland rolf ronald rosa rosemary ruth sabine samuel sandra santiago sarah
sebastian sergei sergio silvia simon simone sofia sofía sonja sophie stefan stefano stephen steven
susan susanne sven sylvia teresa theodor theresa thomas tim timothy tobias tomás ulrich ursula
valentina vera verónica victor victoria vincent virginia vladimir walter wanda werner wilhelm
william wolfgang yusuf yvonne zoë zofia анна александр алексей андрей борис вера виктор владимир
дмитрий елена иван игорь ирина лев мария михаил наталья николай ольга пётр сергей татьяна юрий
""".split()  # noqa: SIM905 - a list of this many quoted words is not read by anyone
)
