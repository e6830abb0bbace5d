"""Names of people: by lists, by capital letters, and by the words around them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from themes.discussion.guard.known import KnownPeople
from themes.discussion.guard.lists import SHORTEST_HEARD, Lists, hear, read_lists
from themes.discussion.guard.marks import Kind, Mark
from themes.discussion.guard.name_words import (
    ACTS,
    AGE_AFTER,
    AT,
    BODIES,
    CALLED,
    CALLED_WHOM,
    CHILDISH,
    CITED,
    CLAUSES,
    DOTTED,
    FAMILY,
    LETTERS_BEFORE,
    MONTHLIKE,
    NO_INITIALS,
    NO_LETTER,
    NO_NAME,
    OF_ONE,
    OWN,
    PEOPLE,
    PERSON_VERBS,
    POINTERS,
    PREFIXED,
    PUBLIC_TITLES,
    QUOTED,
    RELATIONS,
    REPORTS,
    SHORT,
    SLIPS,
    SMALL,
    TIGHT,
    TITLES,
    TITLES_OF_SOME,
    VERBS,
    WEAK_NAMES,
    WHOSE,
)
from themes.discussion.guard.tokens import SpelledWord


class _NameReader:
    def __init__(self, text: str, tokens: Sequence[SpelledWord], people: KnownPeople, lists: Lists) -> None:
        self.text, self.tokens, self.people, self.lists = text, tokens, people, lists
        letters = [token for token in tokens if token.raw[0].isalpha() and len(token.raw) > 1]
        # In a comment all in capitals they say nothing.
        self.shouts = bool(letters) and sum(token.is_upper for token in letters) * 2 > len(letters)
        self.marked: dict[int, Kind] = {}

    def at(self, place: int) -> SpelledWord | None:
        return self.tokens[place] if 0 <= place < len(self.tokens) else None

    def before(self, place: int, back: int = 1) -> str:
        """The word before in the same sentence, folded."""
        for step in range(back):
            token = self.at(place - step)
            if token is None or token.opens:
                return ""
        token = self.at(place - back)
        return token.folded if token else ""

    def after(self, place: int) -> str:
        token = self.at(place + 1)
        return token.folded if token and not token.opens else ""

    def tokens_gap(self, place: int) -> str:
        token = self.at(place)
        return token.gap if token else ""

    def is_capital(self, token: SpelledWord) -> bool:
        return token.is_capital and not self.shouts

    def is_given(self, token: SpelledWord) -> bool:
        folded = token.folded
        if folded in self.lists.given:
            return True
        first, _, last = folded.partition("-")
        return bool(last) and (
            (first in self.lists.given and first not in self.lists.words) or last in self.lists.given
        )

    def sounds_given(self, token: SpelledWord) -> bool:
        """Whether an unknown word sounds like a name of the list."""
        folded = token.folded
        return len(folded) >= SHORTEST_HEARD and folded.isalpha() and hear(folded) in self.lists.sounds

    def is_common(self, token: SpelledWord) -> bool:
        folded = token.folded
        if folded in self.lists.words or folded in self.lists.known or folded in NO_NAME:
            return True
        if PREFIXED.match(token.raw):
            return False
        if folded.endswith("s") and (folded[:-1] in self.lists.words or folded[:-1] in self.lists.known):
            return folded not in self.lists.given
        if "'" in folded:
            return folded.partition("'")[0] in self.lists.words or folded.partition("'")[0] in NO_NAME
        if "-" in folded:
            return all(self.is_common_part(part) for part in folded.split("-"))
        return False

    def is_common_part(self, part: str) -> bool:
        known = part in self.lists.words or part in self.lists.known
        return known or not part.isalpha() or part.removesuffix("s") in self.lists.words

    def is_place(self, token: SpelledWord, place: int) -> bool:
        """A town of the list, or a capital after "in"; a name that is both, only after such a word."""
        listed = token.folded in self.lists.places
        at = self.before(place) in AT
        if token.folded in self.lists.regions and token.is_capital and not token.possessive:
            return self.before(place) not in POINTERS and self.after(place) not in PERSON_VERBS
        if self.is_given(token):
            return (
                listed
                and at
                and self.before(place) not in {"to", "from", "of", "around", "into"}
                and self.after(place) not in ACTS
            )
        return listed or (
            self.is_capital(token) and at and self.before(place) not in {"to", "of", "into", "from", "around"}
        )

    def has_public_title(self, place: int) -> bool:
        """ "Lord Laming", "Professor Eileen Munro"."""
        for step in (1, 2):
            title = self.at(place - step)
            if (
                title is None
                or not title.is_capital
                or self.shouts
                or self.tokens_gap(place - step + 1).strip(". ")
            ):
                return False
            if title.folded in PUBLIC_TITLES:
                return True
        return False

    def is_among_places(self, place: int) -> bool:
        """Beside a town in a list of some: "Kirklees, Calderdale and Wakefield"."""
        for step in (-2, -1, 1, 2):
            token, later = self.at(place + step), max(place, place + step)
            joined = self.tokens_gap(later).strip() == "," or self.before(later) in {"and", "or"}
            if (
                token
                and joined
                and token.is_capital
                and token.folded in self.lists.places
                and not self.is_given(token)
            ):
                return True
        return False

    def is_excused(self, token: SpelledWord, place: int) -> bool:
        """Named in public: an author who is cited, a public inquiry, a lord."""
        folded = token.folded
        after = self.after(place)
        if folded in self.lists.reports and (not self.is_given(token) or after in REPORTS):
            return True
        if after in self.lists.reports or self.has_public_title(place):
            return True
        if after in CITED or (self.is_name_shaped(place + 1) and self.after(place + 1) in CITED):
            return True
        if self.people.is_surname(folded):
            if not self.is_given(token) or self.people.is_cited(self.text, token.start, token.end):
                return self.before(place) not in POINTERS and after not in FAMILY
            if self.people.is_surname(self.before(place)) or self.people.is_surname(after):
                return True
            if self.people.is_whole(self.before(place), folded):
                return True
        return bool(after) and self.people.is_whole(folded, after)

    def is_name_shaped(self, place: int) -> bool:
        token = self.at(place)
        return bool(token and token.is_capital and token.folded not in NO_NAME)

    def read(self) -> Iterator[Mark]:
        for place, token in enumerate(self.tokens):
            if not token.raw[0].isalpha() or "_" in token.raw:
                continue
            if len(token.raw) == 1 or (len(token.raw) == 2 and token.is_upper and not self.shouts):
                if self.has_initials(token, place):
                    self.marked[place] = Kind.INITIALS
                continue
            if self.is_plain(token, place):
                continue
            if (token.folded in NO_NAME and not self.may_be_a_name(token)) or any(
                map(str.isdigit, token.raw)
            ):
                continue
            if self.is_name(token, place) and not self.is_excused(token, place):
                self.marked[place] = Kind.NAME
        yield from self.join()

    def is_plain(self, token: SpelledWord, place: int) -> bool:
        """A common word in small letters that no word before makes a name: most of any text."""
        if token.is_capital or token.folded not in self.lists.words:
            return False
        before = self.tokens[place - 1].folded if place else ""
        is_listed = token.folded in self.lists.given or token.folded in self.lists.surnames
        return not is_listed and before not in CALLED and before not in {"mr", "mrs"}

    def may_be_a_name(self, token: SpelledWord) -> bool:
        """ "Will" in the middle of a sentence."""
        return (
            self.is_capital(token)
            and not token.opens
            and not token.is_upper
            and token.folded in self.lists.given
        )

    def is_name(self, token: SpelledWord, place: int) -> bool:
        if token.folded in self.lists.known and not self.is_given(token):
            return False
        return (
            self.is_pointed_at(token, place)
            or self.is_listed(token, place)
            or self.is_foreign_capital(token, place)
            or self.is_whose(token, place)
            or self.is_heard(token, place)
            or self.goes_on(token, place)
        )

    def is_pointed_at(self, token: SpelledWord, place: int) -> bool:
        """The words around say that a name stands here."""
        return (
            self.is_called(token, place)
            or self.has_title(token, place)
            or self.is_relative(token, place)
            or self.is_family(token, place)
            or self.is_whose_body(token, place)
        )

    def is_called(self, token: SpelledWord, place: int) -> bool:
        """ "called Kyle", "her name is Kyle", "called him Bear", "known as “Tiny”"."""
        before, capital = self.before(place), self.is_capital(token)
        if before in {"name", "names", "surname"} and not self.is_common(token):
            return self.is_capital(token) or self.is_given(token) or self.sounds_given(token)
        if before in CALLED or (
            before in {"is", "was", "are"} and self.before(place, 2) in {"name", "names"}
        ):
            return (
                not self.is_common(token)
                or self.is_given(token)
                or (capital and token.folded in self.lists.surnames)
            )
        if before == "as" and self.before(place, 2) == "known":
            return (capital or self.is_given(token)) and not self.is_place(token, place)
        if before in CALLED_WHOM and self.before(place, 2) in CALLED and capital:
            return True
        quoted = self.at(place - 1) if QUOTED.fullmatch(token.gap) else None
        return quoted is not None and quoted.folded in CALLED

    def has_title(self, token: SpelledWord, place: int) -> bool:
        """ "Mrs Green", "nurse Green", "D. Green", "little Kyle"."""
        before, capital = self.before(place), self.is_capital(token)
        if before in {"mr", "mrs"}:
            return True
        initial = self.at(place - 1)
        if initial and token.gap == ". " and len(initial.raw) == 1 and initial.raw.isupper():
            is_name = initial.raw != "I" and self.before(place - 1) not in LETTERS_BEFORE
            return is_name and capital and not token.is_upper
        if before in TITLES:
            sure = before not in TITLES_OF_SOME and not self.is_common(token)
            return capital or self.is_given(token) or sure
        return before in SMALL and (capital or (self.is_given(token) and not self.is_common(token)))

    def is_relative(self, token: SpelledWord, place: int) -> bool:
        """ "my nephew Kyle", "the dad, Lee, was", "our kaylub never"."""
        before, common, gap = self.before(place), self.is_common(token), token.gap.strip()
        slip = SLIPS.fullmatch(token.folded) is not None or len(token.folded) < 3
        given, town = self.is_given(token), token.folded in self.lists.places
        if before in OWN and self.after(place) in VERBS and not common:
            return not slip and not town
        if before in RELATIONS:
            if gap == "," and given and self.tokens_gap(place + 1).startswith(","):
                return True
            if self.is_capital(token) and gap in {"", ","} and (given or not self.is_place(token, place)):
                return not common or given or token.folded in self.lists.surnames
            return not common and not slip and not town and (gap == "" or given)
        return before in {"family", "case"} and self.is_capital(token) and gap == "" and not common

    def is_whose_body(self, token: SpelledWord, place: int) -> bool:
        """ "Pixie's bruises": whatever word it is, if no word for people in general."""
        of_people = token.folded in RELATIONS or token.folded in NO_NAME or token.folded in self.lists.known
        return self.is_capital(token) and token.possessive and not of_people and self.after(place) in OF_ONE

    def is_family(self, token: SpelledWord, place: int) -> bool:
        """ "the Hendersons", "the Smith family", "Green's brother"."""
        before, after, common = self.before(place), self.after(place), self.is_common(token)
        capital, folded = self.is_capital(token), token.folded
        if before == "the" and folded[-1] == "s" and (capital or not common):
            return folded[:-1] in self.lists.surnames and folded not in self.lists.known
        if after in FAMILY and (
            folded in self.lists.surnames or (capital and not common and not token.opens)
        ):
            is_town = folded in self.lists.places
            return before in {"the", "that", "this", "with", "mr", "mrs", ""} and not is_town
        if common and capital and not token.opens and folded in self.lists.surnames:
            told = after in PERSON_VERBS or (token.possessive and after in PEOPLE)
            return told and not self.in_a_title(place)
        return False

    def is_listed(self, token: SpelledWord, place: int) -> bool:
        """A given name of the list, where it is not plainly something else."""
        if (
            not self.is_given(token)
            or self.is_place(token, place)
            or (token.folded in self.lists.known and not token.possessive)
        ):
            return False
        folded, common = token.folded, token.folded in self.lists.words
        if self.is_capital(token) and not token.is_upper:
            if not common:
                return True
            follows = self.after(place)
            if not token.opens:
                return follows not in BODIES and folded not in MONTHLIKE
            if folded not in WEAK_NAMES:
                return token.possessive or follows in VERBS or self.is_name_shaped(place + 1)
            return (
                (token.possessive and follows in PEOPLE)
                or follows in PERSON_VERBS
                or (follows in VERBS and self.says_age(place))
            )
        if common:
            return (token.possessive and self.after(place) in PEOPLE) or self.says_age(place)
        return len(folded) > 3 or folded in SHORT or (token.possessive and self.after(place) in PEOPLE)

    def is_foreign_capital(self, token: SpelledWord, place: int) -> bool:
        """A capital letter in the middle of a sentence on a word that is no common one."""
        if not self.is_capital(token) or self.is_common(token) or self.is_place(token, place):
            return False
        if self.is_among_places(place):
            return False
        if token.is_upper:  # some abbreviation, or a name that is cried out
            return False
        if (
            token.raw[1:] != token.raw[1:].lower()
            and "-" not in token.raw
            and "'" not in token.raw
            and not token.raw.startswith(("Mc", "Mac", "O'", "De"))
        ):
            return False  # "eLearning", "TikTok"
        if token.opens:
            if PREFIXED.match(token.raw):
                return True
            slip = self.is_plural_of_common(token) or SLIPS.fullmatch(token.folded)
            follows = self.after(place)
            return not slip or (token.possessive and follows in PEOPLE) or self.says_age(place)
        if self.is_plural_of_common(token) or (
            SLIPS.fullmatch(token.folded) and not token.possessive and self.before(place) not in TITLES
        ):
            return False
        return not self.in_a_title(place)

    def is_plural_of_common(self, token: SpelledWord) -> bool:
        return any(
            token.folded.endswith(end) and token.folded[: -len(end)] in self.lists.words
            for end in ("s", "es", "ed", "er", "ing")
        )

    def is_heard(self, token: SpelledWord, place: int) -> bool:
        """ "shanelle": in no list of names, and sounds like one of them."""
        if self.is_common(token) or self.is_plural_of_common(token) or token.folded in self.lists.places:
            return False
        return (
            (not token.is_upper or self.shouts)
            and not SLIPS.fullmatch(token.folded)
            and self.sounds_given(token)
        )

    def is_whose(self, token: SpelledWord, place: int) -> bool:
        """ "shaynee's mum", "shaynee was 4": an unknown word in small letters where a name stands."""
        if (
            self.is_common(token)
            or token.folded in self.lists.places
            or token.folded in self.lists.known
            or len(token.folded) < 3
            or (token.is_upper and not self.shouts)
        ):
            return False
        follows = self.after(place)
        if token.folded.endswith("s") and token.folded[:-1] in self.lists.given and follows in PEOPLE:
            return True
        if follows in PERSON_VERBS and len(token.folded) > 3 and self.before(place) in CLAUSES:
            return not SLIPS.fullmatch(token.folded)
        if token.possessive and follows in WHOSE:
            return not SLIPS.fullmatch(token.folded)
        return self.says_age(place) and not SLIPS.fullmatch(token.folded)

    def goes_on(self, token: SpelledWord, place: int) -> bool:
        """After a name: the surname, or "and" the next name."""
        if self.marked.get(place - 1) == Kind.NAME and not token.opens and token.gap == " ":
            if self.tokens[place - 1].possessive:
                return False
            return (
                token.folded in self.lists.surnames
                and (self.is_capital(token) or token.folded not in self.lists.words)
            ) or (
                self.is_capital(token)
                and not self.in_a_title(place)
                and (not self.is_common(token) or token.folded in self.lists.surnames)
            )
        if token.folded in self.lists.places and token.folded not in self.lists.given:
            return False
        if self.before(place) in {"and", "&"} and self.marked.get(place - 2) == Kind.NAME and not token.opens:
            return (
                self.is_capital(token)
                and token.folded not in self.lists.known
                and token.folded not in NO_NAME
                and not self.is_common(token)
            ) or (not self.is_common(token) and not SLIPS.fullmatch(token.folded))
        return False

    def says_age(self, place: int) -> bool:
        """ "was 3", ", aged six", "(4)", ", 15,"."""
        token = self.tokens[place]
        if token.possessive:
            return False
        return AGE_AFTER.match(self.text, token.end) is not None

    def in_a_title(self, place: int) -> bool:
        """Among capital words that are common: "Early Help Hub", "Hope Project"."""
        count = 0
        for step in (-2, -1, 1, 2):
            token = self.at(place + step)
            if token and token.is_capital and not token.opens and self.touches(place, step):
                count += self.is_common(token) and not (
                    self.is_given(token) or token.folded in self.lists.surnames
                )
        return count > 0

    def touches(self, place: int, step: int) -> bool:
        """Nothing but spaces between, and no small word."""
        span = range(place + 1, place + step + 1) if step > 0 else range(place + step + 1, place + 1)
        return all(self.tokens[at].gap == " " and self.tokens[at].is_capital for at in span) and (
            step > 0 or self.tokens[place + step].is_capital
        )

    def has_initials(self, token: SpelledWord, place: int) -> bool:
        before, after = self.before(place), self.after(place)
        raw = token.raw
        if len(raw) == 2:
            unknown = raw.isalpha() and not self.is_common(token)
            if unknown and (
                (token.possessive and after in PEOPLE) or self.says_age(place) or after in PERSON_VERBS
            ):
                return True
            return (
                raw.isalpha()
                and before in CHILDISH
                and token.folded not in self.lists.known
                and token.folded not in NO_NAME
            )
        if self.shouts or before in LETTERS_BEFORE:
            return False
        dotted = DOTTED.match(self.text, token.start)
        if dotted and raw.isupper() and dotted[0].replace(" ", "").upper() not in NO_INITIALS:
            following = self.at(place + 1)
            return following is not None
        if (before in CHILDISH and raw.isalpha() and raw.lower() not in {"a", "i"}) or (
            before in CHILDISH
            and raw in {"A"}
            and before in {"child", "baby", "mother", "boy", "girl"}
            and after in VERBS | {""}
        ):
            return raw.isupper() or before in {"baby", "child", "called", "named", "little"}
        if raw.isupper() and raw not in {"I", "A"}:
            return (
                NO_LETTER.match(self.text, token.start) is None
                and self.text[token.start - 1 : token.start] not in TIGHT
            )
        return token.possessive and raw.lower() not in {"i", "a", "s", "t"} and after in RELATIONS

    def join(self) -> Iterator[Mark]:
        """One mark for the words of one name."""
        places = sorted(self.marked)
        group: list[int] = []
        for place in [*places, -1]:
            if group and not (
                place == group[-1] + 1
                and self.tokens[place].gap in {" ", ".", ". "}
                and not self.tokens[group[-1]].possessive
            ):
                kind = Kind.NAME if any(self.marked[each] == Kind.NAME for each in group) else Kind.INITIALS
                yield Mark.of(kind, self.tokens[group[0]].start, self.tokens[group[-1]].end)
                group = []
            group.append(place)


def find_names(text: str, tokens: Sequence[SpelledWord], people: KnownPeople) -> Iterator[Mark]:
    yield from _NameReader(text, tokens, people, read_lists()).read()
