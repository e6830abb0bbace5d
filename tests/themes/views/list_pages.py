"""What the pages of lists say, taken from their HTML."""

from __future__ import annotations

import re

# What findings need to be published, where many are made at once.
PUBLISHED = {
    "state": "published",
    "certainty": "high",
    "basis": "report",
    "published_at": "2026-01-01T00:00:00Z",
}


def read_list(client, address: str) -> str:
    """The page at this address, whatever it redirects to, without its markup's line breaks."""
    return re.sub(r"\s+", " ", client.get(address, follow=True).content.decode())


def find_texts(page: str) -> list[str]:
    links = re.findall(r'portal-finding__link" href="[^"]*">(.*?)</a>', page)
    return [re.sub("</?mark>", "", link) for link in links]


def find_title(page: str) -> str:
    return page.partition("<title>")[2].partition("</title>")[0]
