# ruff: noqa: E501 - patterns and word lists are kept whole
"""Dates as publications write them: value, precision, and which of them is the date of publication."""

from __future__ import annotations

import re
from datetime import date

from sectorlens.model.vocabulary import DatePrecision
from sectorlens.parse.pieces import DateFound

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
         "september sept sep", "october oct", "november nov", "december dec"), start=1)
    for name in names.split()
}  # fmt: skip
_MONTH = r"(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_YEAR = r"(?P<year>(?:19[89]|20[0-4])\d)"
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{_YEAR}-(?P<m>0[1-9]|1[0-2])-(?P<day>0[1-9]|[12]\d|3[01])(?=\D|$)",
        rf"(?<!\d){_DAY}(?:\s+of)?\s+{_MONTH},?\s+{_YEAR}(?!\d)",
        rf"\b{_MONTH}\s+{_DAY},?\s+{_YEAR}(?!\d)",
        rf"(?<![\d/-])(?P<day>0?[1-9]|[12]\d|3[01])(?P<between>[/.-])(?P<m>0?[1-9]|1[0-2])(?P=between){_YEAR}(?![\d/-])",
        rf"(?<!\d\s)\b{_MONTH},?\s+{_YEAR}(?!\d)",
        rf"\b{_YEAR}-(?P<m>0[1-9]|1[0-2])(?![\d-])",
    )
)
_LABEL = re.compile(
    r"^\W*(?:first published|date published|published on|published|publication date|date of publication|posted on|posted|"
    r"date posted|submitted (?:by [\w .’'-]{1,40}? )?on|"
    r"(?:under )?embargo(?:ed)?(?: until| for release)?(?: (?:at )?\d{1,2}[.:]\d\d ?(?:[ap]m)?,?)?|date|issued|issue date|release date|released|created)\b\s*(?:on)?\s*[:|–—-]?\s*",
    re.IGNORECASE,
)
# "by the office – published 31 January 2019, last modified …"
_LABEL_WITHIN = re.compile(r"(?<=[|·•–—] )(?:first )?published(?: on)?\s*:?\s+(?-i:(?=[A-Z\d]))", re.IGNORECASE)
_NOT_PUBLISHED = re.compile(
    r"\b(?:last (?:updated|modified|reviewed)|updated|modified|reviewed|closing date|deadline|event|starts?|ends?|"
    r"expires?|copyright|accessed|due|born|registered|©)\b|©",
    re.IGNORECASE,
)
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,?\s+)?"
_URL_DATE = re.compile(r"/(?P<year>(?:19[89]|20[0-4])\d)/(?P<m>0[1-9]|1[0-2])(?:/(?P<day>0[1-9]|[12]\d|3[01]))?(?=/|$)")
_NAME_DATE = re.compile(
    r"(?:^|[^0-9])(?P<year>(?:19[89]|20[0-4])\d)[-_](?P<m>0[1-9]|1[0-2])(?:[-_](?P<day>0[1-9]|[12]\d|3[01]))?(?=[^0-9]|$)"
)
_PRECISIONS: dict[int, DatePrecision] = {4: "year", 7: "month", 10: "day"}


def precision_of(value: str) -> DatePrecision | None:
    """Return the precision of ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``, None for anything else."""
    return _PRECISIONS.get(len(value))


def _value(match: re.Match[str]) -> str:
    parts = match.groupdict()
    year = int(parts["year"])
    month = _MONTHS[parts["month"].lower()] if parts.get("month") else int(parts["m"] or 0)
    if not parts.get("day"):
        return f"{year:04d}-{month:02d}"
    try:
        return date(year, month, int(parts["day"])).isoformat()
    except ValueError:
        return ""


def _may_date(text: str) -> bool:
    """Whether ``text`` can hold a year that counts; most lines cannot, and then no pattern is tried."""
    return "20" in text or "19" in text


def find_date(text: str) -> tuple[str, int, int]:
    """Return the first date written in ``text`` with its span, ``("", 0, 0)`` if there is none.

    Day/month/year with slashes is read the British way.

    >>> find_date("PUBLISHED: September 2015")[0]
    '2015-09'
    >>> find_date("on 3rd May 2020, we")[0]
    '2020-05-03'
    """
    best: tuple[str, int, int] = ("", 0, 0)
    for pattern in _PATTERNS if _may_date(text) else ():
        for match in pattern.finditer(text):
            value = _value(match)
            if value and (
                not best[0] or match.start() < best[1] or (match.start() == best[1] and match.end() > best[2])
            ):
                best = (value, match.start(), match.end())
            break
    return best


def date_of_attribute(raw: str) -> str:
    """Return the date of a machine-readable attribute (ISO 8601 with or without a time), "" if it is none.

    >>> date_of_attribute("2019-05-03T09:30:00+01:00")
    '2019-05-03'
    """
    text = raw.strip()
    iso = re.match(r"((?:19[89]|20[0-4])\d)-?(0[1-9]|1[0-2])-?(0[1-9]|[12]\d|3[01])(?:\D|$)", text)
    if iso:
        try:
            return date(int(iso[1]), int(iso[2]), int(iso[3])).isoformat()
        except ValueError:
            return ""
    if re.fullmatch(r"(?:19[89]|20[0-4])\d", text):
        return text
    return find_date(text)[0] if len(text) < 60 else ""


def labelled_date(line: str) -> str:
    """Return the date of a line that says it is the date of publication, "" otherwise.

    >>> labelled_date("Published: 12 March 2019 | Updated: 4 May 2021")
    '2019-03-12'
    """
    if not _may_date(line):
        return ""
    text = " ".join(line.split())
    label = _LABEL.match(text) or _LABEL_WITHIN.search(text)
    if not label or len(text) > 160:
        return ""
    value, start, _ = find_date(text[label.end() :])
    return value if value and start <= 14 else ""


def updated_date(line: str) -> str:
    """Return the date of a line that only says when the page was last changed, "" otherwise.

    >>> updated_date("Last updated: 12/07/2018")
    '2018-07-12'
    """
    if not _may_date(line):
        return ""
    text = " ".join(line.split())
    found = re.match(
        r"\W*(?:page )?(?:last )?(?:updated|modified|reviewed|amended)(?: on)?\s*[:|–—-]?\s*", text, re.IGNORECASE
    )
    value, start, _ = find_date(text[found.end() :]) if found and len(text) < 80 else ("", 0, 0)
    return value if start <= 12 else ""


_SERIAL = re.compile(
    r"\b(?:newsletter|bulletin|e-?news|round-?up|minutes|notes|digest|meeting|transcript)\b", re.IGNORECASE
)


def date_of_title(title: str) -> str:
    """Return the date that the title of a newsletter or of minutes carries, "" for other titles.

    >>> date_of_title("Notes of the justice group, 14 May 2014"), date_of_title("State of the sector 2016")
    ('2014-05-14', '')
    """
    if not _SERIAL.search(title):
        return ""
    value = find_date(title)[0]
    season = re.search(r"\b(?:spring|summer|autumn|winter)\s+((?:19[89]|20[0-4])\d)\b", title, re.IGNORECASE)
    return value or (season.group(1) if season else "")


def bare_date(line: str, *, byline: bool = True) -> str:
    """Return the date of a line that is nothing but a date, or a byline with one; "" otherwise.

    >>> bare_date("Tuesday 3 May 2020")
    '2020-05-03'
    >>> bare_date("By Ada Marsh | 3 May 2020")
    '2020-05-03'
    >>> bare_date("Our review of May 2020 found gaps")
    ''
    """
    if not _may_date(line):
        return ""
    text = " ".join(line.split())
    if len(text) > 120 or _NOT_PUBLISHED.search(text):
        return ""
    parts = re.split(r"\s+(?:--+|[|·•–—])\s+", text)
    if byline and len(parts) > 2:
        return next((value for part in parts if (value := bare_date(part, byline=False))), "")
    value, start, end = find_date(text)
    if not value:
        season = re.fullmatch(r"(?:spring|summer|autumn|winter)\s+((?:19[89]|20[0-4])\d)", text, re.IGNORECASE)
        if season:
            return season.group(1)
        return text if re.fullmatch(r"(?:19[89]|20[0-4])\d", text) else ""
    before, after = text[:start].strip(" |·•–—-,:"), text[end:].strip(" |·•–—-,.:")
    if (
        re.fullmatch(_WEEKDAY + r"(?:at|on)?", before + " ", re.IGNORECASE)
        or not before
        or re.fullmatch(_WEEKDAY.rstrip("?"), before + " ", re.IGNORECASE)
    ):
        if not after or (
            byline and re.match(r"(?:by|in|at|\d+ min|\d{1,2}[:.]\d\d|[A-Z][\w’'-]+(?: [A-Z][\w’'-]+){0,3}$)", after)
        ):
            return value
        return ""
    timed = re.match(r"(?:at )?\d{1,2}[:.]\d\d.{0,16}$", after)
    if (
        byline
        and (not after or timed)
        and re.match(
            r"(?:by|written by|author|posted by|from)\b|[A-Z][\w’'-]+(?: [A-Z][\w’'.-]+){1,3}$|(?:news|blogs?|report|briefing|publication|article|press release|opinion|research)$",
            before,
            re.IGNORECASE,
        )
    ):
        return value
    return ""


def date_of_address(url: str, path: str) -> DateFound | None:
    """Return a date that stands in the url path or in the file name, None if there is none."""
    for address, pattern, source in ((url, _URL_DATE, "url"), (path.rsplit("/", 1)[-1], _NAME_DATE, "filename")):
        found = pattern.search(address)
        if found:
            value = _value(found)
            if value:
                return DateFound(value=value, source=source)
    return None


def date_in_text(texts: list[str], layers: list[str]) -> DateFound | None:
    """Return the publication date that the words give: a labelled line, or a bare date line near the top.

    ``layers`` says for each text whether it is body; furniture does not speak, except labelled lines.
    """
    for text in texts:
        value = labelled_date(text) if len(text) <= 160 else ""
        if value:
            return DateFound(value=value, source="labelled")
    prose = 0
    for text, layer in zip(texts[:60], layers, strict=False):
        if layer != "body":
            continue
        if prose >= 1 or len(text) > 400:
            break
        value = bare_date(text)
        if value:
            return DateFound(value=value, source="text")
        prose += len(text) > 250
    return None
