from __future__ import annotations

from datetime import date

from django.db import models
from django.urls import reverse

from reviews.collection_version import shown_to_readers
from reviews.fields import SlugField
from reviews.history.tracking import track_history
from reviews.models.review import Review
from reviews.models.rules import WrittenModel, refuse_address_of_another


@track_history(
    exclude=["source_text"]
)  # readers' comments stand in it; history must not keep what was erased
@shown_to_readers
class Article(WrittenModel):
    """A secondary source about a review. Its words are kept apart from ours and are not public."""

    slug = SlugField(unique=True, max_length=120)
    title = models.TextField()
    publication = models.CharField(max_length=200, blank=True)
    author = models.CharField(max_length=200, blank=True)
    published = models.DateField(null=True, blank=True)
    url = models.URLField("address", max_length=500, blank=True)
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="articles")
    source_sha256 = models.CharField(
        "SHA-256 of the imported text", max_length=64, unique=True, null=True, blank=True, editable=False
    )
    source_text = models.TextField(
        "imported text", blank=True, help_text="Under copyright: for curators only."
    )
    added = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-published", "title"]
        verbose_name = "source article"  # beside articles to work through

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Not every article has a page there that readers can open."""
        return reverse("article", args=[self.slug])

    def clean(self) -> None:
        refuse_address_of_another(self)

    @property
    def source_name(self) -> str:
        return build_article_name(self.publication, self.published, self.title)

    @property
    def plain_name(self) -> str:
        """What it is, without its title: titles of articles can distress in a tab or a link preview."""
        return (
            build_article_name(self.publication, self.published, "")
            or f"Article about {self.review.plain_name}"
        )


def build_article_name(publication: str, published: date | None, title: str) -> str:
    """How readers see an article named: "Community Care, 7 July 2016"; “its title” if no more is known."""
    when = f"{published.day} {published:%B %Y}" if published else ""
    return ", ".join(part for part in (publication, when) if part) or (f"“{title}”" if title else "")
