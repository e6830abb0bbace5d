"""A small collection with a row of every kind."""

from django.apps import apps

from reviews.models import VersionStep
from themes.models import CatalogueChange

SMALL = """
vocabulary.yaml:
  agencies:
    - {id: health, name: Health}
  ages:
    - {id: under-1, name: Under 1, from_age: 0, to_age: 0}
  harms:
    - {id: neglect, name: Neglect}
periods.yaml:
  periods:
    - {id: 2011-2014, name: 2011 to 2014, starts: 2011-04-01, ends: 2014-03-31, core: true}
reviews.yaml:
  reviews:
    - id: pathways
      kind: national_analysis
      title: Pathways
      short_title: Pathways (2011 to 2014)
      authors: ["Reader, Ann", "Writer, Bo", Board of Studies]
      published: 2016-05
      incidents_from: 2011-04
      incidents_to: 2014-03
      periods: [2011-2014]
      contents: [{heading: Summary, page: iv}, {heading: Methods, page: 11}]
      notes: [{kind: disagreement, text: The sources differ.}]
      places: [{url: "https://example.org/pathways", kind: library}]
    - id: companion
      kind: companion_report
      title: Companion
      short_title: Companion
      periods: [2011-2014]
      draws_on: [pathways]
articles.yaml:
  articles:
    - {id: weekly, title: What they say, publication: Weekly, published: 2016-07-07, review: pathways}
series.yaml:
  series:
    - id: reviews-held
      title: Reviews held
      unit: reviews
      themes: [closing]
      points:
        - {period_label: 2011 to 2014, from: 2011-04-01, to: 2014-03-31, value: 0.63, review: pathways,
           pages: ['9', '23'], pages_of: companion, certainty: high}
themes.yaml:
  groups:
    - id: practice
      title: Practice
      themes:
        - {id: closing, title: Closing cases, summary: Plan it., start_here: [F002, F001], related: [sharing]}
        - {id: sharing, title: Sharing information, summary: Share it., synonyms: [consent, GDPR]}
findings.yaml:
  findings:
    - id: F001
      text: Help stopped early.
      kind: finding
      themes: [closing, sharing]
      review: pathways
      periods: [2011-2014]
      agencies: [health]
      certainty: medium
      article: weekly
      see_also: [F003]
    - {id: F002, text: Help must last., kind: recommendation, themes: [closing], review: pathways,
       periods: [2011-2014], certainty: medium}
    - {id: F003, text: Nobody led., kind: finding, themes: [sharing], review: companion,
       periods: [2011-2014], certainty: high, basis: author_summary}
blocks.yaml:
  blocks:
    - {id: early-and-lasting, findings: [F002, F001], reason: They belong together.}
citations.yaml:
  citations:
    - id: pathways-17-18-200
      findings: [F001, F002]
      as_given: 17/18 & 200
      basis: secondary_source
      article: weekly
      review: pathways
      pages: [{first: '17', last: '18', role: not_stated}, {first: '200', last: '200', role: not_stated}]
situations.yaml:
  situations:
    - {id: about-to-close, title: We are about to close, findings: [F002, F001], themes: [closing]}
gaps.yaml:
  gaps:
    - {id: police, topic: the police, words: [police]}
contested.yaml:
  contested:
    - {id: hard-to-help, term: hard to help, words: [hard-to-help], note: How they were seen.}
synonyms.yaml:
  synonyms:
    - {id: mother, words: [mother, mum]}
help.yaml:
  help:
    - {id: nspcc, name: A helpline, telephone: 0000 000 0000, hours: 24 hours a day, link: "https://example.org/",
       looked_up: 2026-11-19, sources: ["https://a.example/", "https://b.example/"], checked: 2026-11-20}
coverage.yaml:
  coverage:
    - {review: pathways, partly_read: [closing]}
"""


SMALL_ROWS = 22


def row(content, file, section, id):
    return next(entry for entry in content[file][section] if entry["id"] == id)


def finding(content, id):
    return row(content, "findings.yaml", "findings", id)


def stored_rows() -> int:
    """But those of the version and of changes, which stay behind after tests that commit."""
    return sum(
        model._default_manager.count()
        for model in apps.get_models()
        if model._meta.app_label in ("reviews", "themes")
        and model._meta.managed
        and model not in (VersionStep, CatalogueChange)
    )


def event_count() -> int:
    return sum(
        events._default_manager.count()
        for events in apps.get_models()
        if hasattr(events, "pgh_tracked_model")
    )


def edit_text(instance):
    instance.text = "A curator's wording."
    instance.save(update_fields=["text"])
