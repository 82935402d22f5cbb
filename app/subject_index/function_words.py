"""Words of grammar of several languages: articles, pronouns, prepositions and so on.

They begin and end no phrase, and none of them is a name. They are the closed classes alone, with
the commonest forms of `to be`, `to have` and such; what else names nothing, counting tells.
"""

from collections.abc import Mapping
from functools import cache

_WORDS = {
    "en": """
a about above across after again against all along already also although always am among an and
another any anybody anyone anything are around as at away be because been before behind being
below beneath beside besides between beyond both but by can cannot could despite did do does
doing done down during each either else enough even ever every everybody everyone everything few
for from further furthermore had has have having he hence her here hers herself him himself his
how however i if in indeed inside instead into is it its itself just least less like many may
maybe me meanwhile might mine more moreover most much must my myself neither never nevertheless
no nobody none nor not nothing now of off often on once one only onto or other others otherwise
our ours ourselves out over own per perhaps quite rather same several shall she should since so
some somebody someone something sometimes soon still such than that the their theirs them
themselves then there thereby therefore these they this those though through throughout thus
till to together too toward towards under unless until up upon us very was we were what whatever
when whenever where whereas wherever whether which whichever while who whoever whom whose why
will with within without would yes yet you your yours yourself yourselves
""",
    "de": """
ab aber alle allem allen aller alles als also am an ander andere anderem anderen anderer anderes
auch auf aus außer bei beim bereits bin bis bist da dabei dadurch dafür dagegen daher damit
danach daran darauf darin darum das dass davon dazu dein deine dem den denen denn der deren des
dessen dich die dies diese diesem diesen dieser dieses dir doch dort du durch ein eine einem
einen einer eines einige einigen einmal er es etwa etwas euch euer eure für ganz gar gegen
gewesen hab habe haben hat hatte hatten hier hin hinter ich ihm ihn ihnen ihr ihre ihrem ihren
ihrer ihres im immer in indem ins ist ja jede jedem jeden jeder jedes jedoch jene jenem jenen
jener jenes jetzt kann kein keine keinem keinen keiner können könnte man manche mehr mein meine
meinem meinen meiner mich mir mit muss musste müssen nach nicht nichts noch nun nur ob oder ohne
sehr sein seine seinem seinen seiner seines seit selbst sich sie sind so sogar solche solcher
soll sollen sollte sondern sonst um und uns unser unsere unter vom von vor wann war waren warum
was weder weil welche welchem welchen welcher welches wenn wer werde werden wie wieder will wir
wird wirst wo wollen wollte worden wurde wurden während zu zum zur zwar zwischen über
""",
    "fr": """
afin ai ainsi alors après au aucun aucune aujourd'hui auquel aussi autre autres aux avaient
avais avait avant avec avoir avons beaucoup bien c'est car ce ceci cela celle celles celui
cependant ces cet cette ceux chaque chez ci comme comment contre d dans de depuis des deux donc
dont du elle elles en encore entre est et eux faire fait fois il ils je jusque l la laquelle le
lequel les lesquels leur leurs lorsque lui là ma mais me mes moi moins mon même mêmes n ne ni
nos notre nous on ont ou où par parce pas pendant peu peut peuvent plus plusieurs pour pourquoi
pouvoir puis qu quand que quel quelle quelles quelque quelques quels qui quoi rien s sa sans se
selon sera serait ses si soi soit son sont sous sur ta tandis te tel telle tes toi ton toujours
tous tout toute toutes très tu un une vers voici voilà vos votre vous y à ça étaient était été
être
""",
    "es": """
a al algo alguien alguna algunas alguno algunos algún ante antes aquel aquella aquellos aquí así
aun aunque aún bajo bien cada casi como con contra cual cuales cualquier cuando cuanto cuyo cuál
cómo de del desde después donde dos durante e el ella ellas ellos en entonces entre era eran
eres es esa esas ese eso esos esta estaba estaban estamos estar estas este esto estos está están
fue fueron ha haber había habían han has hasta hay he incluso la las le les lo los me mediante
mi mientras mis misma mismo mismos muy más mí nada ni ninguna ningún no nos nosotros nuestra
nuestro nuestros o os otra otras otro otros para pero poco por porque pues que quien quienes
quién qué se sea según ser será si sido siempre sin sino sobre solo son su sus suyo sí sólo
también tampoco tan tanto te tenemos tener tenía ti tiene tienen toda todas todavía todo todos
tras tu tus un una unas uno unos usted ustedes vosotros y ya yo él éste
""",
    "it": """
a abbia abbiamo ad agli ai al alcuni alla alle allo allora anche ancora avere aveva c'è che chi
ci ciascuno ciò coi col come con contro cosa così cui da dagli dai dal dalla dalle dallo degli
dei del della delle dello dentro di dopo dove due dunque durante e ecco ed egli era erano essa
esse essere essi fa fare fino fra già gli ha hai hanno ho i il in infatti io la le lei li lo
loro lui ma me mentre mi mia mie miei mio molto ne negli nei nel nella nelle nello nessun
nessuno niente noi non nostra nostro o ogni oppure per perché perciò però più poi poiché può
qual qualche quale quali quando quanto quasi quel quella quelle quelli quello questa queste
questi questo qui quindi se sei sempre senza si sia siamo siano sono sopra sotto stata stato
stesso su sua sue sugli sui sul sulla sulle suo suoi tale tra tu tua tue tuo tutta tutte tutti
tutto un una uno verso vi voi vostra vostro è
""",
    "pt": """
a ainda algo algum alguma algumas alguns alguém ante antes ao aos apenas após aquela aquele
aqueles aquilo as assim até bem cada com como contra contudo cuja cujo da daquele das de dela
dele deles depois desde dessa desse desta deste do dos durante e ela elas ele eles em embora
enquanto entanto entre então era eram essa essas esse esses esta estas este estes estou está
estão eu foi foram há isso isto já la lhe lhes lo mais mas me mediante menos mesma mesmo meu
meus minha muita muitas muito muitos na nada nas nem nenhum nenhuma nessa nesse nesta neste no
nos nossa nosso num numa nunca não nós o onde os ou outra outras outro outros para pela pelas
pelo pelos perante pode podem pois por porque portanto porém pouca pouco qual qualquer quando
quanto que quem se seja sem sempre sendo ser será seu seus sido sob sobre somos sou sua suas são
só também tampouco tem temos ter teu teve tinha toda todas todo todos tu tudo têm um uma umas
uns você vocês à às é
""",
    "nl": """
aan achter al alle alleen als altijd andere ben bij binnen boven buiten daar daarom dan dat de
deze die dit door dus een eens en er erg ervan gaan geen geweest had hadden heb hebben heeft hem
hen het hier hij hoe hun ieder iedere iemand iets ik in indien is ja je jij jou jouw jullie kan
konden kunnen maar me meer men met mij mijn moet moeten mogen na naar naast niet niets nog nooit
nu of om omdat onder ons onze ook op over pas reeds sinds soms te tegen toch toen tot tussen u
uit uw vaak van vanuit vele via volgens voor vooral waar waarom wanneer want waren was wat we
weer wel welke werd werden wie wij wil willen word worden wordt zal ze zei zich zichzelf zij
zijn zo zoals zonder zou zouden zullen
""",
    "ru": """
а без более больше будет будто бы был была были было быть в вам вами вас вдоль ведь весь во вот
впрочем все всегда всего всей всем всех всю вы где да даже для до другие другого другой его ее
если есть еще ещё её ж же за здесь и из или им именно ими их к каждая каждый как какая какие
какой когда которая которого которой которые который которым которых кроме кто куда ли лишь
между меня мне много может можно мои мой моя мы на над надо наконец нам нами нас наш наша наши
не него нее ней некоторые нельзя нет ни нибудь никогда ним них ничего но ну нужно о об один одна
однако одно он она они оно от очень перед по под пока после потом потому почему почти поэтому
при про раз разве с сам сама сами само свое своего своей своем свои своих свой свою своя себе
себя сейчас со совсем так такая также такие такой там тебе тебя тем теперь то тогда того тоже
той только том тому тот тут ты у уже хоть хотя чего чей чем через что чтоб чтобы чуть эта эти
этим этих это этого этой этом этому этот эту я
""",
}
# what nouns come behind, and what describes them
_BEFORE_NOUNS = {
    "en": """
the a an this these those my your his her its our their of in on for with from by as each every
any some no
""",
    "de": """
der die das den dem des ein eine einen einem einer eines mein dein sein ihr unser diese dieser
dieses im am zum zur vom beim
""",
    "fr": """
le la les un une des du au aux ce cet cette ces mon ma mes ton son sa ses notre votre leur leurs
de d en dans par sur
""",
    "es": """
el la los las un una unos unas del al mi tu su sus nuestro nuestra este esta de en por con
""",
    "it": """
il lo la i gli le un uno una del della dello dei degli delle al alla nel nella sul sulla mio mia
suo sua di in con
""",
    "pt": """
o a os as um uma do da dos das ao à no na nos nas pelo pela meu minha seu sua este esta de em
com
""",
    "nl": """
de het een deze dit mijn jouw zijn haar ons onze hun van in op met voor
""",
    "ru": """
этот эта это эти мой моя наш наша его её их в на с о об из для
""",
}
# and what verbs come behind
_BEFORE_VERBS = {
    "en": """
i you we they he she it who to will would can could should must may might do does did don't
doesn't didn't can't won't don’t doesn’t didn’t can’t won’t cannot not never let's let’s
""",
    "de": """
ich du er wir man nicht zu
""",
    "fr": """
je j tu il elle on nous vous ils elles qui ne n se s peut doit pour
""",
    "es": """
yo tú él ella nosotros ellos ellas se no que puede pueden debe deben para
""",
    "it": """
io tu lui lei noi voi loro si non che può possono deve devono per
""",
    "pt": """
eu ele ela nós eles elas você se não que pode podem deve devem para
""",
    "nl": """
ik jij je hij wij we zij ze men niet te
""",
    "ru": """
я ты он она оно мы вы они не кто чтобы
""",
}
CONJUNCTIONS = frozenset("and or und oder et ou y e en и или".split())  # noqa: SIM905
# `University of Texas`, `Vincent van Gogh`, `bases de datos`, `states and markets`
IN_NAMES = frozenset(
    "of de del della di da do dos das du la le van von der den y e af av".split()  # noqa: SIM905
)
IN_PHRASES = frozenset(
    "of and in as de di du del della dello dei des do da dos das von und et y e ed"  # noqa: SIM905
    " van en и".split()
)


@cache
def function_words() -> Mapping[str, frozenset[str]]:
    """Those of each language, in lower case, by its code: `de`, `en`, and so on."""
    return {language: frozenset(words.split()) for language, words in _WORDS.items()}


def before_nouns(language: str) -> frozenset[str]:
    """What nouns come behind in a language, by its code."""
    return frozenset(_BEFORE_NOUNS[language].split())


def before_verbs(language: str) -> frozenset[str]:
    """What verbs come behind in a language, by its code."""
    return frozenset(_BEFORE_VERBS[language].split())
