"""A light guess of a block's language by function words and script; enough to set Welsh and others apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

_WORDS = {
    "en": "the of and to in a is that for it was on with as are be this by have from or not but we they our their "
    "which who has been will can should would more at an were you your i what how if about when there",
    "cy": "yn y yr a i ar o am gan mae ac ei eu ein eich wedi bod fel hyn sy sydd rhai gyda ond neu yng nghymru "
    "cael gael fod hynny dros oedd nid pobl gwasanaethau rydym hefyd mewn wrth ni un iddynt",
    "fr": "le la les des et en un une du que qui dans pour est pas sur au avec ce il sont par plus ne se nous aux",
    "de": "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus",
    "es": "el la de que y en los del se las por un para con no una su al lo es como más pero sus le ya o este",
    "it": "il di che e la in per un è non una sono le con si da come del dei nella al più gli alla anche",
    "nl": "de het een en van in is dat op te zijn met voor niet aan er om ook als dan maar bij uit door worden",
    "pl": "w i na z do się nie że jest to o jak po co tak za od przez dla są był ale oraz które tym",
    "pt": "o de que e do da em um para é com não uma os no se na por mais as dos como mas foi ao ele",
    "ro": "de și în la a o cu pe din nu că care mai sunt este pentru un să ce se au fi prin sau",
    "ga": "an na agus ar i le do tá is go ag a sé bhí sin ach ó leis mar níl faoi sa atá",
}  # fmt: skip
_LOOK_UP: dict[str, tuple[str, ...]] = {}
for _code, _words in _WORDS.items():
    for _word in _words.split():
        _LOOK_UP[_word] = (*_LOOK_UP.get(_word, ()), _code)
_TOKEN = re.compile(r"[^\W\d_]+")
_SCRIPTS = (
    (re.compile(r"[\u0400-\u04ff]"), "ru"), (re.compile(r"[\u0600-\u06ff]"), "ar"),
    (re.compile(r"[\u4e00-\u9fff]"), "zh"), (re.compile(r"[\u0370-\u03ff]"), "el"),
    (re.compile(r"[\u0590-\u05ff]"), "he"), (re.compile(r"[\u0900-\u097f]"), "hi"),
    (re.compile(r"[\u3040-\u30ff]"), "ja"), (re.compile(r"[\uac00-\ud7af]"), "ko"),
)  # fmt: skip


def guess_language(text: str) -> str:
    """Return an ISO 639-1 code; ``"en"`` when the text is too short or too plain to tell.

    >>> guess_language("The needs of people in prison are often diverse and acute.")
    'en'
    >>> guess_language("Mae angen cymorth ar bobl sydd wedi bod yn y carchar ac ar eu teuluoedd.")
    'cy'
    """
    sample = text[:3000]
    if sample.isascii() and sample.count(" ") < 7:
        return "en"
    words = [word.lower() for word in _TOKEN.findall(sample)]
    if not words:
        return "en"
    if not sample.isascii():
        letters = sum(map(len, words))
        for pattern, code in _SCRIPTS:
            if len(pattern.findall(sample)) > letters / 2:
                return code
    scores: Counter[str] = Counter()
    for word, times in Counter(words).items():
        for code in _LOOK_UP.get(word, ()):
            scores[code] += times
    if len(words) < 8 or not scores:
        return "en"
    code, hits = max(scores.items(), key=lambda item: (item[1], item[0] == "en", item[0]))
    # Another language must be plainly ahead: names and quotations lend English text foreign words.
    if code != "en" and (hits < 3 or hits < 1.5 * scores["en"] + 1 or hits / len(words) < 0.15):
        return "en"
    return code


def main_language(blocks: Iterable[tuple[str, str]]) -> str:
    """Return the language that most characters of ``(text, language)`` pairs are in, ``"en"`` if there are none."""
    sizes: Counter[str] = Counter()
    for text, language in blocks:
        sizes[language] += len(text)
    if not sizes:
        return "en"
    return max(sizes.items(), key=lambda item: (item[1], item[0] == "en", item[0]))[0]
