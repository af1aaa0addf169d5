"""Words: what carries no topic, how forms of a word are brought together, and what a text's content words are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable
from functools import lru_cache

from sectorlens.text import straighten

WORD = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿ][A-Za-zÀ-ÖØ-öø-ÿ0-9]*(?:['’-][A-Za-zÀ-ÖØ-öø-ÿ0-9]+)*")

# Closed classes of English, and open-class words that say how a text speaks, not what it speaks about.
FUNCTION_WORDS = frozenset(
    """a about above across after again against ago all almost along alongside already also although always am
    among amongst an and another any anybody anyone anything anywhere are aren't around as at away be because
    become been before behind being below beside besides between beyond both but by can can't cannot could
    couldn't despite did didn't do does doesn't doing don't done down due during each either else enough even
    ever every everybody everyone everything everywhere except few for from further had hadn't has hasn't have
    haven't having he he's hence her here here's hers herself him himself his how however i i'd i'll i'm i've if
    in indeed inside instead into is isn't it it's its itself just least less let let's like many may maybe me
    mere might mine more moreover most mostly much must mustn't my myself near nearly neither never nevertheless
    no nobody none nor not nothing now nowhere of off often on once one one's only onto or other others otherwise
    ought our ours ourselves out outside over own per perhaps quite rather really same shall shan't she she's
    should shouldn't since so some somebody somehow someone something sometimes somewhere still such than that
    that's the their theirs them themselves then there there's thereby therefore these they they'd they'll they're
    they've this those though through throughout thus to together too toward towards under underneath unless
    until up upon us very via was wasn't we we'd we'll we're we've were weren't what what's whatever when whenever
    where whereas wherever whether which whichever while whilst who who's whoever whole whom whose why will with
    within without won't would wouldn't yes yet you you'd you'll you're you've your yours yourself yourselves
    meanwhile elsewhere
    first second third last next two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
    sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety dozen hundred thousand
    million billion per-cent eg ie etc cent percent mr mrs ms dr""".split()
)
EMPTY_WORDS = frozenset(
    """able according accordingly add added additional aim aims allow allowed allows another approach approaches
    area areas ask asked asking asks available away based become becomes began begin best better big bring brings
    brought call called calls came case cases certain change changed changes clear clearly come comes coming
    consider considered current currently day days develop developed developing different difficult early end ended
    ensure ensured ensures ensuring especially example examples extent face faced faces fact far feel felt find
    finding findings finds followed following found full gave general get gets getting give given gives giving go
    goes going gone good got great group groups half happen happened happening happens hard help helped helping
    helps high highlight highlighted highlights hope hour hours idea ideas identified identify important include
    included includes including increase increased increasing instead issue issues keep keeping keeps kept key kind
    knew know known knows large largely later lead leading leads learn learned learnt leave leaves led left level
    levels likely little long longer look looked looking looks lot low made main make makes making matter matters
    mean means meant meet meeting month months move moved moving need needed needing needs new note noted number
    numbers often old open order page pages paper part particular particularly parts past people people's percent
    person person's place places plan planned plans point points possible present previous provide provided
    provides providing publication publications publish published put question questions range read reading
    real reason reasons recent recently recognise recognised report reported reports require required
    requires result results right role run running said saw say saying says see seeing seek seen set sets setting
    several show showed showing shown shows side significant similar simply single small sort specific start
    started starting starts step steps stop strong suggest suggested suggests support supported supporting supports
    sure take taken takes taking talk talked talking tell telling term terms thing things think thinking thought
    time times today told took total tried try trying turn turned type types understand understanding use used
    useful uses using usually various want wanted wanting wants way ways week weeks well went whole wide wider
    work worked working works world write writes written year year's years yesterday blog briefing bulletin
    newsletter chapter section annex appendix figure table introduction conclusion conclusions summary background
    january february march april june july august september october november december monday tuesday wednesday
    thursday friday saturday sunday spring summer autumn winter weekend morning afternoon evening night man men woman
    name names email link copy share please twice thirds quarter difference wrong true word words story stories
    lesson lessons study studies review reviews inquiry moment team scale rationale view views recommendation
    recommendations job jobs list room problem problems round rest kinds sorts reply replies stage stages
    leaving staying sense touch simple back effective appetite success failure""".split()
)
# A word with another one before it in the same sentence.
_INSIDE = re.compile(r"(?<=[a-z,] )([A-Za-z][A-Za-z0-9'-]+)")
# Nouns of any report: they tell something within a phrase ("lived experience", "risk assessment") and nothing alone.
PALE_WORDS = frozenset(
    """access activity benefit challenge chance complex consequence context culture delivery demand development effect
    environment evidence expectation experience impact individual information knowledge life live management member
    opportunity option organisation outcome participant pattern period policy position potential practice pressure
    principle process programme progress project quality relationship resource response responsibility return risk
    safe sector service situation strategy strength structure system task theme topic trend value version
    vision""".split()
)
STOP_WORDS = FUNCTION_WORDS | EMPTY_WORDS


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """Return ``word`` without plural ending or possessive, lower case: enough to bring its forms together.

    >>> stem("Charities"), stem("services'"), stem("business"), stem("houses")
    ('charity', 'service', 'business', 'house')
    """
    form = straighten(word).lower().strip("'")
    form = form.removesuffix("'s")
    if len(form) > 4 and form.endswith("ies"):
        return form[:-3] + "y"
    if len(form) > 4 and form.endswith(("sses", "shes", "ches", "xes", "zes")):
        return form[:-2]
    if len(form) > 3 and form.endswith("s") and not form.endswith(("ss", "us", "is", "'s")):
        return form[:-1]
    return form


def iter_words(text: str) -> Iterable[tuple[str, int, int]]:
    """Yield (word, start, end) of each word of ``text``."""
    for match in WORD.finditer(text):
        yield match.group(), match.start(), match.end()


def content_stems(text: str, *, also_stop: Collection[str] = ()) -> list[str]:
    """Return the stems of the words of ``text`` that carry its topic, in order.

    ``also_stop`` are stems that carry nothing in this corpus.
    """
    found = []
    for word, _, _ in iter_words(straighten(text)):
        lower = word.lower()
        if len(lower) < 3 or lower in STOP_WORDS:
            continue
        form = stem(lower)
        if form not in STOP_WORDS and form not in also_stop:
            found.append(form)
    return found


def proper_stems(texts: Iterable[str]) -> frozenset[str]:
    """Return the stems of words that stand capitalised inside sentences in these texts: names, not topics.

    A word counts when at least four in five of its uses after another word of the same sentence are cased.
    """
    cased: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    for text in texts:
        for match in _INSIDE.finditer(straighten(text)):
            word = match.group(1)
            seen[stem(word)] += 1
            cased[stem(word)] += word[0].isupper()
    return frozenset(form for form, count in seen.items() if cased[form] >= 0.8 * count)
