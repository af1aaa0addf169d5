"""Which pieces of a page are the publication.

Trafilatura decides which words are main text; the page's own tree supplies the structure.  Each piece of the
walk is looked up, in order, in what trafilatura kept.  Then a check of coverage: within the region of the
page that holds the kept text, headings, list items, quotes, captions and cells that were lost are taken back.
"""

from __future__ import annotations

import itertools
from collections import Counter
from typing import Any

from sectorlens.parse.dates import bare_date, labelled_date
from sectorlens.parse.html_coverage import linked_lists, links_within, stands_with
from sectorlens.parse.html_dom import Node, Walk
from sectorlens.parse.names import is_person
from sectorlens.parse.page_furniture import section_reason
from sectorlens.parse.profiles import richest_element

_REASONS = {
    "nav": "navigation", "header": "site_header", "footer": "footer", "aside": "sidebar", "form": "form",
    "cookie": "cookie_notice", "social": "social", "related": "related", "sign_up": "sign_up",
    "comments": "comments", "dialog": "dialog", "button": "button", "meta": "byline",
}  # fmt: skip
_HARD = frozenset({"nav", "footer", "form", "cookie", "comments", "dialog", "button", "social", "sign_up", "header"})
_BOXES = frozenset({"sign_up", "social", "related", "comments", "cookie", "form"})
_OUTSIDE = frozenset({"nav", "header", "footer", "cookie", "dialog"})
_SHORT = 25


def _key(text: str) -> str:
    return "".join(text.split()).casefold()


def _keys(lines: tuple[str, ...]) -> str:
    return "\n".join(key for line in lines if (key := _key(line)))


def _kept_text(tree: Any, url: str, *, recall: bool) -> str:
    """Return what trafilatura takes as main text, one element per line without spaces, "" if nothing.

    Its fallbacks (readability, jusText) are left out: with the check of coverage below they cost more than they
    bring.
    """
    import trafilatura

    found = trafilatura.bare_extraction(
        tree, url=url or None, include_comments=False, include_tables=True, include_formatting=False,
        favor_recall=recall, fast=True, with_metadata=False, deduplicate=False,
    )  # fmt: skip
    body = getattr(found, "body", None) if found is not None else None
    if body is None:
        return ""
    lines: list[str] = []
    for element in body.iter():
        if isinstance(element.tag, str) and element.tag in {
            "p",
            "head",
            "item",
            "cell",
            "quote",
            "code",
            "row",
            "list",
            "table",
            "div",
            "ab",
            "lb",
        }:
            lines.append("\n")
        lines.append(element.text or "")
        if element.tail:
            lines.append(f"\n{element.tail}" if element.tag in {"item", "p", "head", "quote", "lb"} else element.tail)
    joined = "".join(lines)
    return "\n".join(_key(line) for line in joined.split("\n") if line.strip())


def select_main(
    walk: Walk, tree: Any, url: str, *, title: str = "", lines: tuple[str, ...] = (), markup: str = ""
) -> None:  # fmt: skip
    """Set layer and reason of every piece of ``walk``.

    ``title`` is the page's title as its head gives it; ``lines`` is what a site profile names as the
    publication, () without one.  ``tree`` is None and ``markup`` "" for pages too large for libraries.
    """
    nodes = walk.nodes
    if lines:
        keep = _align(nodes, _keys(lines))
    else:
        keep = _align(nodes, _kept_text(tree, url, recall=False) if tree is not None else "")
        if _too_little(nodes, keep) and tree is not None:
            wider = _align(nodes, _kept_text(tree, url, recall=True))
            if _weight(nodes, wider) > _weight(nodes, keep):
                keep = wider
        keep = _whole_stack(nodes, keep)
        if _weight(nodes, keep) < 60 and markup:
            keep = _align(nodes, _keys(richest_element(markup)))
        if _weight(nodes, keep) < 60:
            keep = _by_density(nodes)
    keep = _mend(nodes, keep if lines else _drop_boxes(nodes, keep), title, exact=bool(lines))
    _drop_eyebrows(nodes, keep, title)
    seen: set[str] = set()
    for node, kept in zip(nodes, keep, strict=True):
        if kept and node.piece.kind == "caption":
            # Galleries carry a caption several times, once for each size of the picture.
            opening = _key(node.piece.text)[:80]
            kept = opening not in seen
            seen.add(opening)
        if not kept:
            node.piece.layer = "furniture"
            node.piece.reason = _REASONS.get(node.piece.hint, "") or section_reason(node.piece.text) or "page"


def _weight(nodes: list[Node], keep: list[bool]) -> int:
    return sum(len(node.piece.text) for node, kept in zip(nodes, keep, strict=True) if kept)


def _too_little(nodes: list[Node], keep: list[bool]) -> bool:
    """Whether list items and headings of the declared main region were mostly lost."""
    inside = [
        index
        for index, node in enumerate(nodes)
        if node.in_main and node.piece.hint not in _HARD and node.piece.links < 0.5
    ]
    total = sum(len(nodes[index].piece.text) for index in inside)
    kept = sum(len(nodes[index].piece.text) for index in inside if keep[index])
    return (total > 400 and kept < 0.4 * total) or _weight(nodes, keep) < 250


def _whole_stack(nodes: list[Node], keep: list[bool]) -> list[bool]:
    """Keep all bands of a page that is one stack of sections, where only the longest of them was taken.

    Reports that are websites of one page have no main region: each chapter is a section with a heading of its
    own, and hardly a word is linked.
    """
    if any(node.in_main for node in nodes):
        return keep
    bands: dict[int, list[int]] = {}
    for index, node in enumerate(nodes):
        band = next((element for element in node.path[:6] if element.tag == "section"), None)
        if band is not None:
            bands.setdefault(id(band), []).append(index)
    headed = [
        band
        for band in bands.values()
        if any(nodes[index].piece.kind == "heading" for index in band)
        and not any(nodes[index].piece.hint in _HARD - {"dialog", "header", "button"} for index in band)
    ]
    inside = {index for band in headed for index in band}
    words = sum(len(nodes[index].piece.text) for index in inside)
    linked = sum(len(nodes[index].piece.text) * nodes[index].piece.links for index in inside)
    if len(headed) < 3 or linked > 0.1 * words or words < 1.8 * _weight(nodes, keep):
        return keep
    return [
        kept or (index in inside and nodes[index].piece.links < 0.5 and nodes[index].piece.hint not in _HARD)
        for index, kept in enumerate(keep)
    ]


def _align(nodes: list[Node], kept: str) -> list[bool]:
    """Look each piece up in ``kept`` from where the last long one stood; short pieces must be whole lines."""
    flags = [False] * len(nodes)
    if not kept:
        return flags
    framed = f"\n{kept}\n"
    flat = framed.replace("\n", "")
    # Positions in ``flat`` of each line start, so that whole-line matches keep their order.
    line_at: dict[str, list[int]] = {}
    offset = 0
    for line in kept.split("\n"):
        line_at.setdefault(line, []).append(offset)
        offset += len(line)
    cursor = 0
    for index, node in enumerate(nodes):
        words = _key(node.piece.text)
        if not words:
            continue
        if len(words) < _SHORT:
            places = [place for place in line_at.get(words, ()) if cursor <= place <= cursor + 3000]
            if places and node.piece.hint not in _HARD:
                flags[index] = True
                cursor = places[0] + len(words)
            continue
        place = flat.find(words, max(0, cursor - 5))
        if place >= 0 and (place - cursor < 4000 or len(words) > 80):
            flags[index] = True
            cursor = place + len(words)
        elif place < 0 and words in flat:
            flags[index] = True
    _align_halves(nodes, flags, flat)
    return flags


def _align_halves(nodes: list[Node], flags: list[bool], flat: str) -> None:
    """Keep long pieces of which half was kept (a link or a note was cut out), only among whole ones."""
    whole = [index for index, flag in enumerate(flags) if flag]
    if not whole:
        return
    for index in range(whole[0], whole[-1] + 1):
        words = "" if flags[index] else _key(nodes[index].piece.text)
        if len(words) > 60:
            half = len(words) // 2
            flags[index] = words[:half] in flat or words[half:] in flat


def _by_density(nodes: list[Node]) -> list[bool]:
    """Without trafilatura's word: everything outside marked regions that is not mostly links, in <main> if any."""
    main = any(node.in_main and len(node.piece.text) > 40 for node in nodes)
    return [
        (node.in_main or not main) and node.piece.hint not in _HARD and node.piece.hint not in {"aside", "related"}
        and (node.piece.links < 0.5 or (node.piece.kind == "heading" and node.in_main))
        for node in nodes
    ]  # fmt: skip


def _mend(nodes: list[Node], keep: list[bool], title_words: str, *, exact: bool) -> list[bool]:
    """Take back what the region of the kept text holds: lost headings, items, quotes, captions, the title."""
    indices = [index for index, kept in enumerate(keep) if kept]
    if not indices:
        return keep
    region = _region(nodes, keep)
    holders = {id(element) for node, kept in zip(nodes, keep, strict=True) if kept for element in node.path}
    result = list(keep)
    first, last = indices[0], indices[-1]
    # The list or section that the last kept words stand in may go on after them.
    # Where most kept words stand in a box, the box is the publication.
    weights: Counter[str] = Counter()
    for node, kept in zip(nodes, keep, strict=True):
        weights[node.piece.hint] += len(node.piece.text) if kept else 0
    usual = max(weights.items(), key=lambda item: (item[1], item[0]))[0]
    near = {id(element) for element in nodes[last].path[-2:]}
    after = False
    sizes = Counter(map(id, itertools.chain.from_iterable(node.path for node in nodes)))
    linked: set[int] | None = None
    for index, node in enumerate(() if exact else nodes):
        if index > last and not any(id(element) in near for element in node.path[-3:]):
            # Only notes stand apart below the text.
            after = after or node.piece.kind != "footnote"
        if after:
            continue
        if result[index] or index < first or (region is not None and region not in node.path):
            continue
        piece = node.piece
        boxed = (
            piece.hint in _HARD
            or piece.hint in {"related", "meta"}
            or (piece.hint == "aside" and piece.kind not in {"quote", "list_item"})
        )
        if boxed and piece.hint != usual:
            continue
        close = any(id(element) in holders for element in node.path[-6 if piece.kind == "heading" else -3 :])
        if not close and not stands_with(index, nodes, result, holders, sizes):
            # A box of its own from which nothing was kept: a teaser, however long its words.
            continue
        if section_reason(piece.text):
            continue
        if piece.links > 0.6 and len(piece.text) < 200:
            linked = linked_lists(nodes) if linked is None else linked
            if not links_within(index, nodes, keep, linked):
                continue
        result[index] = True
        holders.update(id(element) for element in node.path[-3:])
    # Some systems wrap the whole page in a form.
    whole = "form" if usual == "form" else ""
    around = (*range(first, max(-1, first - 15), -1), *range(first + 1, min(len(nodes), first + 6)))
    title = next((index for index in around if _is_title(nodes[index], title_words, whole)), None)
    if title is not None:
        result[title] = True
        above = nodes[first - 1].piece
        if first - 1 > title and above.kind == "heading" and not above.hint and above.links < 0.5:
            # The heading of the first section, where the text begins without a lead.
            result[first - 1] = result[first - 1] or not section_reason(above.text)
        for index in range(max(0, title - 2), title):
            # Some blogs set the date above the title.
            result[index] = result[index] or (not nodes[index].piece.hint and _gives_date(nodes[index].piece.text))
        for index in range(title + 1, min(len(nodes), title + 12)):
            # Date, byline and standfirst stand between the title and the first paragraph.
            piece = nodes[index].piece
            if piece.hint in {"nav", "aside"}:
                continue
            if (len(piece.text) > 120 and result[index]) or piece.kind == "heading":
                break
            byline = index == title + 1 and is_person(piece.text)
            fits = (piece.hint in {"", "meta", "header"} or (piece.hint == whole and bool(bare_date(piece.text)))) and (
                piece.links < 0.6 or piece.hint == "meta" or byline
            )
            result[index] = result[index] or (fits and not section_reason(piece.text))
    return result


def _gives_date(line: str) -> bool:
    return bool(bare_date(line) or labelled_date(line))


def _drop_boxes(nodes: list[Node], keep: list[bool]) -> list[bool]:
    """Drop what stands in a marked box of the page (a sign-up, a share bar) unless the box is most of the page."""
    total = _weight(nodes, keep)
    boxed = [kept and node.piece.hint in _BOXES for node, kept in zip(nodes, keep, strict=True)]
    small = _weight(nodes, boxed) < 0.3 * total
    return [
        kept and not _stands_outside(node) and not (box and small)
        for node, kept, box in zip(nodes, keep, boxed, strict=True)
    ]


def _stands_outside(node: Node) -> bool:
    """Whether a piece is in the head, foot or a menu of the page; long prose in a box so named is not."""
    piece = node.piece
    if piece.hint not in _OUTSIDE:
        return False
    if len(piece.text) > 150 and piece.links < 0.4:
        return not node.in_main and piece.hint != "nav" and piece.hint != "header"
    return not node.in_main or piece.links > 0.8


def _drop_eyebrows(nodes: list[Node], keep: list[bool], title: str) -> None:
    """Short lines above the page's only top heading are the site's ("Policy team", a menu), dates aside."""
    prose = next((index for index, node in enumerate(nodes) if keep[index] and len(node.piece.text) > 120), len(nodes))
    start = next((index for index, node in enumerate(nodes) if keep[index] and len(node.piece.text) > 60), prose)
    for index in range(min(start, prose)):
        if nodes[index].piece.kind == "list_item" and nodes[index].piece.links > 0.9:
            # A list of links above the text is a menu.
            keep[index] = False
    tops = [index for index, node in enumerate(nodes) if keep[index] and _is_title(node, title)]
    if len(tops) != 1 or any(keep[index] and len(nodes[index].piece.text) > 200 for index in range(tops[0])):
        return
    for index in range(tops[0]):
        keep[index] = keep[index] and bool(bare_date(nodes[index].piece.text) or labelled_date(nodes[index].piece.text))


def _is_title(node: Node, title: str, usual: str = "") -> bool:
    piece = node.piece
    if piece.kind != "heading" or piece.hint in {"nav", "cookie", "form", "dialog"} - {usual}:
        return False
    return piece.level == 1 or (bool(title) and _key(piece.text) == _key(title))


def _region(nodes: list[Node], keep: list[bool]) -> Any:
    """Return the innermost element that holds nine tenths of the kept characters, None if that is the page."""
    sizes: Counter[int] = Counter()
    elements: dict[int, tuple[int, Any]] = {}
    total = 0
    for node, kept in zip(nodes, keep, strict=True):
        if kept:
            size = len(node.piece.text)
            total += size
            for depth, element in enumerate(node.path):
                sizes[id(element)] += size
                elements[id(element)] = (depth, element)
    enough = [(depth, element) for key, (depth, element) in elements.items() if sizes[key] >= 0.9 * total]
    return max(enough, key=lambda item: item[0])[1] if enough else None
