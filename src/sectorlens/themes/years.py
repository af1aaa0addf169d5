"""How often a theme stands in the publications of each year, told only when the dates carry it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sectorlens.model import Theme, ThemeYear
from sectorlens.themes.passages import Passage

ENOUGH_DATED = 20
ENOUGH_YEARS = 4


def count_years(
    themes: Sequence[Theme], passages: Sequence[Passage], members: Sequence[Sequence[int]]
) -> tuple[ThemeYear, ...]:
    """Return per theme and year how many dated publications hold a passage of it, of all dated ones that year.

    Nothing is returned below ``ENOUGH_DATED`` dated publications or ``ENOUGH_YEARS`` different years; years
    without any publication are left out, so that no gap is read as silence.
    """
    year_of = {passage.publication_id: int(passage.published_on[:4]) for passage in passages if passage.published_on}
    by_year: dict[int, set[str]] = defaultdict(set)
    for publication, year in year_of.items():
        by_year[year].add(publication)
    if len(year_of) < ENOUGH_DATED or len(by_year) < ENOUGH_YEARS:
        return ()
    rows = []
    for theme, group in zip(themes, members, strict=True):
        holding = {passages[m].publication_id for m in group}
        rows += [
            ThemeYear(theme_id=theme.id, year=year, publications=len(by_year[year] & holding), of=len(by_year[year]))
            for year in sorted(by_year)
        ]
    return tuple(rows)
