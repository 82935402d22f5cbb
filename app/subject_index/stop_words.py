"""Words of a few languages that name nothing by themselves, and words that begin no subject.

The first are those of grammar, numbers, measures of time, and the most general verbs and
adjectives: as names they count only with capitals. The others are left out of the index.
"""

_ENGLISH = """
paid paying held states equal regular potential critical available subsequent current valuable a
able about above across actual actually after again against ago aid all almost alone along already
also although always am among amount amounts an and another any anyone anything are around as ask
asked aside at away back bad based be became because become becomes becoming been before begin
beginning begins behind being believe below best better between beyond big bigger biggest bit both
bring build building but buy by call called came can cannot cause certain change choose clear come
comes coming common complete consider could couple create day days deal deep deeper described
determine determines did different difficult dig do does doing done down during each early easier
easily easy effective eight either else end enough especially even ever every everyone everything
exactly example extreme extremely face fact far fast faster feel few final find first five follow
following follows for form found four from full fun gain general get gets getting give given gives
go goes going gone good got great greater had half happen happens hard harder hardest has have
having he help helps her here high higher highest him himself his how however huge hundred hundreds
i if important in including increase instead into is it its itself just keep keeps key kind kinds
knew know known knows large larger largest last late later lead learn learned least leave less let
lets level lie lies like likely little live lives lo long longer look looking looks lose lot lots
low lower made main make makes making manifests many matter may maybe me mean means might million
minute minutes month months moment more most move much multiple must my myself name near nearly need
needed needs never new next nine no none nor not nothing now number numbers occur occurs of off
often old on once one ones only open or order other others our out over own part particular past pay
people per perhaps person piece place point possible powerful previous probably problem problems
provide purpose put question questions quickly quite rather reach read reading real realize really
reason recent recently relatively remember require required result right run said same saw say says
second see seem seems seen series set seven several shall she short should show shows similar simple
simply since single six small smaller so solve some someone something sometimes soon specific spend
stand start started starting starts step steps still stop succinct such suited suppose sure take
takes taking talk tell ten than that the their them themselves then there these they thing things
think thinking third thirty this those though thought thousand thousands three through thus time
times to together told too took top total toward towards tried true try trying turn twelve twenty
two type types ultimate under understand understood unless until up upon us use used useful user
using usually value various varying vast vastly very vice view want wants was way ways we week weeks
well went were what whatever when where whether which while who whole whom whose why wide will with
within without word words work working works world worse worst would write writing wrong year years
yes yet you your yourself
"""
_OTHERS = """
al alla alle als am an ao au auf aus aux avec bei bis cada ce ces che chi ciò com como con cosa così
cuando da dal dans das dass de degli dei del della delle dem den der des di die dieser do dos du e
ein eine einem einen einer el ella en entre er era es essere esta estas este esto está et eu fait
fue für gli ha haben había han hasta hat hay i ich il im in ist je kann la las le leur lo los lui ma
mais mas me mehr mi mit más même na nach ne nel nella nicht no non nos noch nous não o oder os ou
où para pas per pero perché più plus pode por porque pour puede puis qu que quello questa questo qui
quien quoi sa sans se ser ses si sich sie sin sind sino sobre son sono sont su sua sul sur sus také
tanto te tiene todo todos tous tout tra tu um uma un una und une uno unos van vez vom von vous war
was weil wenn werden wie wir wird ya yo zu zum zur à è é él être über
"""
# before a number or name: what they point to is no subject
_LABELS = """
chapter part section figure fig table step note listing exercise page volume appendix mr mrs ms dr
prof sir ctrl alt
"""
# of exporters, of companies' forms, of measures: no subjects where they are alone or come first
_EXPORTED = "highlight highlights kindle loc readwise instapaper takeaways"
_LEFT_OVER = """
location locations notes pages chapters inc ltd corp llc gmbh khz mhz ghz kbps mbps gbps
http https www href src img div nbsp
"""
ARTICLES = frozenset({"the", "a", "an", "el", "los", "las", "il", "le", "les", "der", "die", "das"})
_DAYS = "monday tuesday wednesday thursday friday saturday sunday"
_MONTHS = "january february march april may june july august september october november december"


def calendar() -> frozenset[str]:
    """Days and months, which English writes with capitals."""
    return frozenset(_DAYS.split()) | frozenset(_MONTHS.split())


def stop_words() -> frozenset[str]:
    """Words that name nothing by themselves, in lower case."""
    return frozenset(_ENGLISH.split()) | frozenset(_OTHERS.split()) | labels()


def labels() -> frozenset[str]:
    """Words before a number or a name, as `chapter` and `Mrs`."""
    return frozenset(_LABELS.split())


def no_subjects() -> frozenset[str]:
    """Labels, and words of exporters, of markup and of measures, which begin no name or phrase."""
    return labels() | exported() | frozenset(_LEFT_OVER.split())


def exported() -> frozenset[str]:
    """Words of exporters, as in `View Highlight`, which end no name or phrase either."""
    return frozenset(_EXPORTED.split())
