"""Markup to a tree: entities and network off, elements moved back to where browsers show them, depth bounded."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree
from lxml import html as lxml_html

BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre search "
    "section summary table tbody td tfoot th thead tr ul button".split()
)
_METADATA = frozenset({"title", "meta", "link", "script", "style", "base", "noscript", "template"})
# lxml's own HTML parser asks a Python function for the class of each element, time and again.
_ONE_CLASS = etree.ElementDefaultClassLookup(element=lxml_html.HtmlElement)


def _mend_head(tree: Any) -> Any:
    """Move what is no metadata out of ``<head>``: HTML lets authors leave out the tags of head and body, and
    libxml2 then keeps elements that it does not know as ends of the head (``<main>``, ``<article>``) in there."""
    head = tree.find("head")
    if head is None:
        return tree
    strays = [child for child in head if child.tag not in _METADATA]
    if strays:
        body = tree.find("body")
        if body is None:
            body = etree.SubElement(tree, "body")
        for place, child in enumerate(strays):
            body.insert(place, child)
    return tree


def parse_tree(markup: str) -> Any:
    """Return the lxml tree of ``markup``, None if there is nothing in it; entities and network stay off."""
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", markup, count=1)
    if not text.strip():
        return None
    parser = etree.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True, no_network=True)
    parser.set_element_class_lookup(_ONE_CLASS)
    try:
        return _mend_head(lxml_html.document_fromstring(text, parser=parser))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def drop_unread(tree: Any) -> None:
    """Drop scripts, styles and drawings, which hold no words of the page; their tails, JSON-LD and links stay whole.

    Trafilatura copies and searches the tree several times before it drops them itself.
    """
    for element in list(tree.iter("script", "style", "svg")):
        if "ld+json" not in (element.get("type") or "") and next(element.iterancestors("a"), None) is None:
            element.drop_tree()


_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)([^<>]*)>")
_VOID = frozenset("area base br col embed hr img input link meta source track wbr param".split())


def flatten_depth(markup: str, *, limit: int = 200) -> str:
    """Return ``markup`` without the tags that nest deeper than ``limit``, paragraph breaks in their place.

    The parser drops what lies deeper than some 2,000 elements; this keeps its words.
    """
    depth = 0
    parts: list[str] = []
    at = 0
    for match in _TAG.finditer(markup):
        closing, name = match.group(1), match.group(2).lower()
        if name in _VOID or match.group(3).endswith("/"):
            continue
        depth += -1 if closing else 1
        if depth + bool(closing) > limit:
            parts += (markup[at : match.start()], "<br><br>" if name in BLOCKS else " ")
            at = match.end()
        depth = max(depth, 0)
    parts.append(markup[at:])
    return "".join(parts)
