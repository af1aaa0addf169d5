"""The name grammar: runs of capitalised words that a head, an opener or a prefix makes a body.

It proposes spans and says why; deciding is left to ``decide``.  Spans follow the annotation guidelines:
without a leading "the", without a possessive ending, with "project" or "alliance" where it completes a name.
"""

from __future__ import annotations

from collections.abc import Iterator

from sectorlens.extract.organisations.candidate import Candidate
from sectorlens.extract.organisations.joints import joined_after_the, joined_left
from sectorlens.extract.organisations.lexicon import HeadMatch, Lexicon
from sectorlens.extract.organisations.runs import NEVER_FIRST, POSSESSORS, Run, RunFinder, continues, texts
from sectorlens.extract.organisations.shared import find_shared_heads
from sectorlens.extract.organisations.words import Word, are_joined, cut_words
from sectorlens.model.vocabulary import OrganisationKind

_INNER = frozenset(("of", "for", "on", "against", "from", "to", "in", "de", "and", "&"))
# Words that end the names of areas after which local branches are called: "YMCA Tarn Valley".
_LANDSCAPE = frozenset(
    "Valley Valleys Coast Vale Dales Dale Bay Forest Moors Peninsula Downs Wolds Fens Fells Hills District Borders "
    "Riverside Lakes Marches Weald Levels".split()
)
# Endings of something else that a head in lower case turns into a body: "Safer Communities project".
_COMPLETED = frozenset(("system or class", "class of bodies", "role or person", "policy or framework", "place"))
_RECURSIVE = frozenset(("of", "for"))
# Words that may stand right behind a name that ends in lower case; any other makes the name describe what follows.
_AFTER_NAMES = frozenset(
    "in of with for to and or that which who where when while at is are was were will would can could should must has "
    "had have on by from as but since until after before during also now then it he she they we this last".split()
)


class NameGrammar:
    """Finds names in one block; ``known`` are normal forms of names that split a run at a possessive."""

    def __init__(self, lexicon: Lexicon, known: frozenset[str] = frozenset()) -> None:
        self._lexicon = lexicon
        self._runs = RunFinder(lexicon, known)

    def find(self, text: str, block: int, offset: int) -> Iterator[Candidate]:
        """Yield candidates in ``text`` (block number ``block`` at ``offset`` of the document)."""
        words = cut_words(text, self._lexicon.joined)
        owners: list[int] = []
        for found in self._runs.find(words, text):
            # "Ministry of Justice's | Advisory Board"
            cuts = [owner + 1 for owner in owners if found.first <= owner < found.last - 1]
            run = Run(max(cuts), found.last) if cuts else found
            for first, last, head, features in self._names(words, run, text):
                start, end = words[first].start, words[last - 1].end
                if last > run.last and last < len(words) and words[last].kind == "possessive":
                    owners.append(last)
                candidate = Candidate(block, offset + start, offset + end, text[start:end], {"grammar"})
                candidate.kind = head.kind if head is not None else None
                if head is not None and head.reason:
                    candidate.reason = head.reason
                candidate.evidence.update(features)
                if words[first].opens:
                    candidate.evidence["opens_sentence"] = 1.0
                yield candidate
        yield from find_shared_heads(self._lexicon, words, text, block, offset)

    # --- names in a run -----------------------------------------------------------------------------

    def _names(
        self, words: tuple[Word, ...], run: Run, text: str
    ) -> Iterator[tuple[int, int, HeadMatch | None, dict[str, float]]]:
        prefixed = self._prefixed(words, run)
        if prefixed is not None:
            first, last, kind = prefixed
            yield first, last, HeadMatch(1, kind, 0.97), {"prefix": 1.0}
            if last < run.last:
                yield from self._names(words, Run(last, run.last), text)
            return
        names = texts(words, run.first, run.last)
        if not names:
            return
        body = self._after_person(words, run)
        if body is not None:
            yield from self._names(words, body, text)
        bracket = self._place_in_brackets(words, run, text)
        if bracket is not None:
            yield run.first, bracket, None, {**self._plain(words, run), "bracket_place": 1.0}
        yield from self._around_listed(words, run, text)
        within = self._within_university(words, run)
        if within is not None:
            yield run.first, within, HeadMatch(1, "academic", 0.9), {"head": 0.9, "coordinated": 1.0}
        opened = self._opened(words, run, names, text)
        if opened is not None:
            yield opened
            return
        head = self._lexicon.end_of(names)
        last = run.last
        features: dict[str, float] = {}
        completed = self._lower_head(words, run, text)
        if completed is not None and (head is None or head.reason in _COMPLETED):
            lower, last = completed
            yield run.first, last, lower, {"head": lower.weight, "lower_head": 1.0}
            yield run.first, run.last, None, self._plain(words, run)
            return
        if head is not None:
            if head.reason:
                yield run.first, run.last, head, {"look_alike": 1.0}
                return
            if len(names) == head.size:
                # "the Trust", "Women": a head alone is no name, but may end one ("… Housing and Support").
                joined, grade = joined_after_the(self._lexicon, words, run, text)
                if joined is not None:
                    yield joined, last, head, {"head": head.weight, grade: 1.0}
                return
            features["head"] = head.weight
            joined = joined_left(self._lexicon, words, run, text)
            grade = "coordinated"
            if joined is None:
                joined, grade = joined_after_the(self._lexicon, words, run, text)
            if joined is not None:
                yield joined, last, head, {**features, grade: 1.0}
            if any(word.text in self._lexicon.places and " " in word.text for word in words[run.first : run.last]):
                features["coordinated"] = 1.0  # "Perth and Kinross Council": an area that is known by both names
            yield run.first, last, head, features
            return
        placed = self._before_place(words, run)
        if placed is not None:
            yield run.first, run.last, placed, {"head": placed.weight, "placed": 1.0}
        yield run.first, run.last, None, self._plain(words, run)

    def _before_place(self, words: tuple[Word, ...], run: Run) -> HeadMatch | None:
        """Return the head of a name that a place ends: "Carers Centre | Northmere & South Vale"."""
        positions = [i for i in range(run.first, run.last) if words[i].kind == "word" and words[i].text != "&"]
        for cut in positions[2:]:
            names = texts(words, run.first, cut)
            head = self._lexicon.end_of(names)
            if head is None or head.kind is None or names[-1] in self._lexicon.places:
                continue
            if len(names) <= head.size < 2:
                continue
            place = " ".join(word.text for word in words[cut : run.last])
            if words[cut].kind == "word" and self._lexicon.is_place(place):
                return HeadMatch(head.size, head.kind, head.weight * 0.9)
        return None

    def _after_person(self, words: tuple[Word, ...], run: Run) -> Run | None:
        """Return the body in a signature that runs on from its person: "Ann Other | Northgate Trust"."""
        first = run.first + 2
        if run.last - first < 2 or words[run.first].text not in self._lexicon.given_names:
            return None
        rest = texts(words, first, run.last)
        head = self._lexicon.end_of(rest)
        return Run(first, run.last) if head is not None and not head.reason and len(rest) > head.size else None

    def _within_university(self, words: tuple[Word, ...], run: Run) -> int | None:
        """Return the end of "Goldsmiths, University of London"."""
        comma = run.last
        if comma + 3 >= len(words) or [w.text for w in words[comma : comma + 3]] != [",", "University", "of"]:
            return None
        last = comma + 3
        while last < len(words) and words[last].is_cased and words[last].kind == "word":
            last += 1
        return last if last > comma + 3 and last - comma < 6 else None

    def _place_in_brackets(self, words: tuple[Word, ...], run: Run, text: str) -> int | None:
        """Return the end of "Footsteps (Somerset)": a place in brackets that belongs to the name."""
        if run.last + 2 >= len(words) or words[run.last].text != "(":
            return None
        close = next((i for i in range(run.last + 2, min(run.last + 5, len(words))) if words[i].text == ")"), None)
        if close is None or not are_joined(words[run.last - 1], words[run.last], text):
            return None
        inner = " ".join(word.text for word in words[run.last + 1 : close])
        return close + 1 if self._lexicon.is_place(inner) else None

    def _around_listed(
        self, words: tuple[Word, ...], run: Run, text: str
    ) -> Iterator[tuple[int, int, HeadMatch | None, dict[str, float]]]:
        """Yield the run if it lengthens a listed name by places ("YMCA Derbyshire") or words before it."""
        positions = [i for i in range(run.first, run.last) if words[i].kind == "word"]
        for cut in positions[1:]:
            before = text[words[run.first].start : words[cut - 1].end]
            after = text[words[cut].start : words[run.last - 1].end]
            for listed, extra, is_branch in ((before, after, True), (after, before, False)):
                surfaces = self._lexicon.known(listed)
                if not surfaces or surfaces[0].organisation.kind in ("government", "prison"):
                    continue
                kind = surfaces[0].organisation.kind
                places = self._lexicon.is_place(extra) or (is_branch and extra.split()[-1] in _LANDSCAPE)
                if places or not is_branch:
                    feature = "branch" if places else "listed_end"
                    yield run.first, run.last, HeadMatch(1, kind, 0.0), {feature: 1.0}
                    return

    def _plain(self, words: tuple[Word, ...], run: Run) -> dict[str, float]:
        size = sum(word.kind == "word" for word in words[run.first : run.last])
        features = {"plain_long": 1.0} if size > 1 else {"plain_single": 1.0}
        if any("@" in word.text for word in words[run.first : run.last]):
            features["at_sign"] = 1.0  # "Lantern@Northgate": what a joint project calls itself
        if size == 1 and words[run.first].is_upper:
            features["capitals"] = 1.0
        name = " ".join(texts(words, run.first, run.last))
        if self._lexicon.is_place(name) or any(part in self._lexicon.calendar for part in name.split()):
            features["place"] = 1.0
        before = words[run.first - 1].text if run.first else ""
        parts = name.split()
        if parts[0] in self._lexicon.titles or before.rstrip(".") in self._lexicon.titles:
            features["title"] = 1.0
        if parts[-1] in self._lexicon.post_titles:
            features["title"] = 1.0
        return features

    def _prefixed(self, words: tuple[Word, ...], run: Run) -> tuple[int, int, OrganisationKind] | None:
        """Return the name that a prefix opens ("HMP Low Moss"), if the run holds one at its start."""
        texts = [word.text for word in words[run.first : run.last]]
        for size in range(min(4, len(texts) - 1), 0, -1):
            kind = self._lexicon.prefixes.get(tuple(texts[:size]))
            if kind is None:
                continue
            rest = texts[size:]
            for length in range(min(5, len(rest)), 0, -1):
                if " ".join(rest[:length]) in self._lexicon.stems:
                    return run.first, run.first + size + length, kind
            length = next((n for n, t in enumerate(rest) if not t[:1].isalpha()), len(rest))
            return (run.first, run.first + size + min(length, 3), kind) if length else None
        return None

    def _opened(
        self, words: tuple[Word, ...], run: Run, names: tuple[str, ...], text: str
    ) -> tuple[int, int, HeadMatch | None, dict[str, float]] | None:
        """Return the name that goes on over a connector: "Centre | for | Justice Innovation"."""
        last = run.last
        if last >= len(words) or words[last].text not in _INNER or not are_joined(words[last - 1], words[last], text):
            return None
        connector = words[last].text
        opener = self._lexicon.opener_of(names, connector)
        head = self._lexicon.end_of(names)
        if opener is None and not (
            connector in ("for", "of", "against", "on")
            and head is not None
            and head.weight >= 0.75
            and connector in _RECURSIVE
        ):
            return None
        end = self._extend(words, last, text)
        if end is None:
            return None
        if opener is None and head is not None:
            opener = HeadMatch(head.size, head.kind, head.weight * 0.8)
        assert opener is not None
        if opener.reason:
            return run.first, end, opener, {"look_alike": 1.0}
        tail = tuple(word.text for word in words[last + 1 : end] if word.kind == "word")
        closing = self._lexicon.end_of(tail)
        is_class = closing is not None and closing.reason in ("system or class", "class of bodies", "place")
        if closing is not None and closing.reason and not is_class and len(tail) > 1:
            return run.first, end, closing, {"look_alike": 0.6, "head": opener.weight}
        longer = self._lexicon.opening_of(texts(words, run.first, end))
        if longer is not None and longer.kind is not None:
            opener = longer
        if closing is not None and closing.kind == "academic":
            opener = HeadMatch(opener.size, closing.kind, opener.weight)
        return run.first, end, opener, {"head": opener.weight, "opener": 1.0}

    def _extend(self, words: tuple[Word, ...], connector: int, text: str) -> int | None:
        """Return the end of the capitalised words after ``connector`` (over "the", "and", "of"), if any."""
        index = connector + 1
        if index < len(words) and words[index].text == "the":
            index += 1
        if index >= len(words) or not words[index].is_cased or words[index].text.casefold() in NEVER_FIRST:
            return None
        if words[index].text.rstrip("s") in self._lexicon.calendar:
            return None
        if not are_joined(words[index - 1], words[index], text):
            return None
        first = index
        while index < len(words) and (index == first or continues(words, index, text)):
            if words[index].kind == "possessive" and self._is_owner_end(words, first, index):
                break
            index += 1
        while words[index - 1].kind != "word":
            index -= 1
        size = index - first
        if index + 1 < len(words) and are_joined(words[index - 1], words[index], text):
            following = words[index].text
            if following in _RECURSIVE:
                further = self._extend(words, index, text)
                return further if further is not None else index
            if following in ("and", "&", ",") and size <= 2:
                return self._coordinated(words, index, text) or index
            if following == "in":
                return self._within(words, index, text) or index
        return index

    def _within(self, words: tuple[Word, ...], index: int, text: str) -> int | None:
        """Return the end of "Women | in the Penal System": what a name is about, not where it works."""
        first = index + 2 if words[index + 1].text == "the" else index + 1
        end = first
        while end < len(words) and words[end].is_cased and words[end].kind == "word":
            if not are_joined(words[end - 1], words[end], text):
                break
            end += 1
        tail = texts(words, first, end)
        if not tail or tail[0].casefold() in NEVER_FIRST or len(tail) > 4:
            return None
        head = self._lexicon.end_of(tail)
        is_body = head is not None and not head.reason
        is_where = tail[0] in self._lexicon.places or any(part in self._lexicon.calendar for part in tail)
        return None if is_body or is_where or self._lexicon.known(" ".join(tail)) else end

    def _is_owner_end(self, words: tuple[Word, ...], first: int, index: int) -> bool:
        """Return whether the possessive at ``index`` ends the name: not "Friends of St Luke's Hospital"."""
        return words[index - 1].text not in POSSESSORS and words[index - 2].text not in ("St", "Saint")

    def _coordinated(self, words: tuple[Word, ...], index: int, text: str) -> int | None:
        """Return the end of "… Work and Pensions": a conjunct that is no name of its own."""
        following = index + 1
        if following >= len(words) or not words[following].is_cased:
            return None
        end = following + 1
        while end < len(words) and continues(words, end, text) and words[end].kind == "word":
            end += 1
        names = tuple(word.text for word in words[following:end])
        ending = self._lexicon.end_of(names)
        is_name = bool(self._lexicon.known(" ".join(names))) or (ending is not None and not ending.reason)
        is_opener = end < len(words) and self._lexicon.opener_of(names, words[end].text) is not None
        if words[index].text == ",":
            # "Children, Schools and Families": a comma counts only if "and" follows.
            if is_name or end >= len(words) or words[end].text not in ("and", "&", ","):
                return None
            return self._coordinated(words, end, text)
        if is_name or is_opener or words[following].is_upper or len(names) > 4:
            return None
        return end

    def _lower_head(self, words: tuple[Word, ...], run: Run, text: str) -> tuple[HeadMatch, int] | None:
        """Return the head in lower case that completes the run ("Inspire project") and the name's end."""
        last = self._before_lower(words, run, text)
        if last is None:
            return None
        word = words[last]
        if last + 1 < len(words) and words[last + 1].text.capitalize() in self._lexicon.roles:
            return None  # "the CCN project leader" leads a project of CCN
        if word.text == "prison" and last + 1 < len(words) and self._goes_on(words[last], words[last + 1], text):
            return None  # "the UK prison system", "Halt prison building"
        name = " ".join(w.text for w in words[run.first : last] if w.kind == "word")
        if name in self._lexicon.calendar or any(not s.is_ordinary for s in self._lexicon.known(name)):
            return None
        head = self._lexicon.end_of((word.text.capitalize(),))
        if head is None or head.kind is None:
            return None
        if self._lexicon.is_place(name) and head.kind not in ("public_body", "academic", "prison"):
            return None  # "a Norfolk project" is one somewhere in Norfolk
        kind: OrganisationKind = "programme" if word.text in ("project", "programme", "initiative") else head.kind
        return HeadMatch(1, kind, head.weight * 0.85), last + 1

    @staticmethod
    def _goes_on(head: Word, following: Word, text: str) -> bool:
        """Return whether a noun in lower case follows ``head``, so that it only describes that."""
        is_next = following.kind == "word" and are_joined(head, following, text) and not following.is_cased
        return is_next and following.text not in _AFTER_NAMES

    def _before_lower(self, words: tuple[Word, ...], run: Run, text: str) -> int | None:
        """Return where a head in lower case stands behind the run, also over "in": "Songs in Schools project"."""
        last = run.last
        if last >= len(words) or not are_joined(words[last - 1], words[last], text):
            return None
        is_name = bool(self._lexicon.known(" ".join(texts(words, run.first, last))))
        if words[last].text in ("in", "for", "into", "to", "on", "with") and last - run.first > 1 and not is_name:
            first = last = last + 1
            while last < len(words) and words[last].is_cased and are_joined(words[last - 1], words[last], text):
                last += 1
            if last == first or last >= len(words) or not are_joined(words[last - 1], words[last], text):
                return None
        is_head = words[last].kind == "word" and words[last].text in self._lexicon.lower_heads
        return last if is_head else None
