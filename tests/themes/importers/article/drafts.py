"""An article to vary, and what was read of one, for comparing."""

FRONT = "What reviews ask of harbour pilots\n\nLessons from serious case reviews\n\nThey cover much.\n\n"
THEME = f"{FRONT}Ropes are cut in haste\n\n  • Ropes were cut. (pg 11 & 179)\n\n"


def list_themes(draft):
    return [(theme.title, [finding.text for finding in theme.findings]) for theme in draft.themes]


def list_page_lists(draft):
    return [
        [(item.pages, item.findings) for item in theme.citations] for theme in draft.themes if theme.citations
    ]


def list_comments(draft):
    return [(comment.author, comment.depth, comment.parent, comment.body) for comment in draft.comments]
