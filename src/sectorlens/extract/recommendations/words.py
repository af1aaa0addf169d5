"""Words as features, without the function words that say nothing about asking."""

from __future__ import annotations

from sectorlens.nlp.decision import word_features

FUNCTION_WORDS = frozenset(
    "the a an and or of to in on for with by at from as is are was were be been being it its this that these those "
    "they them their there which who whom whose what when where how than then so if but not no nor he she his her "
    "him i my me us you your".split()
)


def content_words(text: str, *, first: int = 3) -> frozenset[str]:
    """Return the words of ``text`` as features: function words only where they are among the ``first``.

    >>> sorted(content_words("Let it be funded"))
    ['w0:let', 'w1:it', 'w2:be', 'w:funded', 'w:let']
    """
    return frozenset(
        name for name in word_features(text, first=first) if not (name[:2] == "w:" and name[2:] in FUNCTION_WORDS)
    )
