"""Whether words that were not taken as main text stand with those that were: lists, figures, linked lines."""

from __future__ import annotations

from collections import Counter

from sectorlens.parse.html_dom import Node

_GROUPS = frozenset({"ul", "ol", "figure", "table", "blockquote", "dl"})


def stands_with(index: int, nodes: list[Node], kept: list[bool], holders: set[int], sizes: Counter[int]) -> bool:
    """Whether a piece, or the list, figure, table or quotation that it is part of, stands beside kept words.

    Page builders wrap each list in boxes of its own: what counts is the innermost element that holds more than
    the group.  A paragraph counts only straight below a kept heading, as in the panel of an accordion.
    """
    node = nodes[index]
    if node.piece.kind == "footnote":
        return True
    place = next((at for at, element in enumerate(node.path) if element.tag in _GROUPS), None)
    if node.piece.kind == "paragraph" or (node.piece.kind == "heading" and place is None):
        before = nodes[index - 1] if index else None
        if node.piece.kind == "heading" or before is None or before.piece.kind != "heading" or not kept[index - 1]:
            return False
        place = None
    at = len(node.path) - 1 if place is None else place
    own = sizes[id(node.path[at])]
    while at >= 0 and sizes[id(node.path[at])] == own:
        at -= 1
    if at < 0:
        return False
    return id(node.path[at]) in holders or (index > 0 and kept[index - 1] and node.path[at] in nodes[index - 1].path)


def links_within(index: int, nodes: list[Node], keep: list[bool], linked: set[int]) -> bool:
    """Whether a linked line belongs to the text: an item of a list that is mostly words, or the heading of a
    section that goes on with kept prose and ends without a further link ("Read more" makes a teaser of it)."""
    node = nodes[index]
    if node.piece.kind == "list_item":
        return index not in linked
    if node.piece.kind != "heading" or len(node.path) < 2 or index + 1 >= len(nodes):
        return False
    box = node.path[-2]
    inside = [at for at in range(index + 1, min(len(nodes), index + 6)) if box in nodes[at].path]
    return bool(inside) and inside[0] == index + 1 and all(keep[at] and not nodes[at].piece.links for at in inside)


def linked_lists(nodes: list[Node]) -> set[int]:
    """Return the list items of lists in which links are most of the words."""
    words: Counter[int] = Counter()
    links: Counter[int] = Counter()
    inside: dict[int, int] = {}
    for index, node in enumerate(nodes):
        holder = next((element for element in node.path if element.tag in {"ul", "ol"}), None)
        if holder is not None:
            inside[index] = id(holder)
            words[id(holder)] += len(node.piece.text)
            links[id(holder)] += round(len(node.piece.text) * node.piece.links)
    return {index for index, holder in inside.items() if links[holder] > 0.6 * words[holder]}
