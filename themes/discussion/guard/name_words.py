"""Words and patterns that the rules about names go by."""

from __future__ import annotations

import re

from themes.discussion.guard.lists import read_words

CALLED = read_words("before_names")
TITLES = read_words("titles")
PUBLIC_TITLES = read_words("public_titles")
SMALL = read_words("small")
RELATIONS = read_words("relations")
PEOPLE = read_words("after_possessive")
VERBS = read_words("after_names")

LETTERS_BEFORE = read_words("before_letters")
CHILDISH = read_words("before_initials")
CITED = read_words("inquiries")
FAMILY = read_words("families")
AT = read_words("before_places")
NO_NAME = read_words("no_names")
# Common words that are names too, and at the start of a sentence more often a name before these verbs.
SHORT = read_words("short_names")
BODIES = read_words("after_body_names")
CLAUSES = frozenset(
    ["", "and", "but", "so", "when", "that", "because", "then", "if", "before", "after", "until"]
)
CALLED_WHOM = frozenset(["him", "her", "them", "me", "us", "himself", "herself", "it"])
ABOUT = read_words("before_single_letters")
TITLES_OF_SOME = read_words("titles_and_words")
WHOSE = RELATIONS | {"social", "school", "death", "funeral"}
POINTERS = SMALL | CALLED | TITLES
ALONE = VERBS - {"and", "is"}
ACTS = VERBS - {"and"}
OF_ONE = read_words("of_one_person")
OWN = frozenset(["our", "my", "his", "her"])
REPORTS = frozenset(["report", "review", "guidelines", "guidance", "protocol", "recommendations"])
PERSON_VERBS = read_words("person_verbs")
WEAK_NAMES = read_words("weak_names")
MONTHLIKE = frozenset(["may", "summer", "autumn"])
SLIPS = re.compile(
    r"(?:[a-z]*(?:ing|tion|ment|ness|ally|ed|able|ible|ful|ive|ally|ship|ity|ies|ical|ist|ists|ism|ers|ly))$"
)

NUMBER = (
    r"(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen"
    r"|seventeen)"
)
LENGTH = r"(?:years?|yrs?|months?|mths?|weeks?|wks?|days?)"
AGE_AFTER = re.compile(
    rf"(?:,? (?:who )?(?:was|is|were|turned)(?: only| just| about| nearly| almost)? {NUMBER}\b"
    r"(?! (?:of|per|in|times|hours|things|out|people|visits|months? (?:of|after|before|later))\b|[%.]\d|%)"
    rf"|,? aged? (?:only |just )?{NUMBER}\b|,? ?\({NUMBER}(?: ?{LENGTH})?\)|, {NUMBER}(?: ?{LENGTH})?,"
    rf"|,? (?:a )?{NUMBER}[ -]?(?:yo|{LENGTH})[ -]?old)",
    re.IGNORECASE,
)
# "Q and A", "C of E", "E coli", "B)", "X-ray", "R v", "£3 K".
NO_LETTER = re.compile(
    r"[A-Z](?:[)&/\-\d+]|\.[A-Za-z]{2}| ?& ?[A-Z]\b| of [A-Z]\b| coli| v\.? | number| factor)|Q and A|B and B|M and S"
    r"|R and D|D and V|P and [LQ]|O level|E book|T shirt"
)
TIGHT = frozenset("&/-£$+'’")
PREFIXED = re.compile(r"(?:O['’ʼ]|D['’ʼ]|Mc|Mac(?=[A-Z])|Fitz(?=[a-z]{3}))[A-Z]?[a-z]{2,}$")
QUOTED = re.compile(r"\s*[\"“‘']")
DOTTED = re.compile(r"[A-Z]\. ?[A-Z](?:\.(?: ?[A-Z]\.)?|(?![\w]))")
NO_INITIALS = frozenset(
    [
        "U.K.",
        "U.S.",
        "P.E.",
        "A.M.",
        "P.M.",
        "I.E.",
        "E.G.",
        "N.B.",
        "G.P.",
        "A.E.",
        "R.E.",
        "U.K",
        "G.P",
        "D.V.",
        "P.S.",
        "Q.C.",
        "K.C.",
        "S.W.",
        "H.V.",
        "N.H.S.",
        "B.A.",
        "M.A.",
    ]
)
