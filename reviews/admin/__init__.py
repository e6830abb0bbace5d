"""The screens of reports, articles, figures and documents."""

from reviews.admin import documents, reviews

__all__ = ["documents", "reviews"]
