from tests.themes.admin.cases import curator, one_of_each, publishable, published, thread

__all__ = ["curator", "one_of_each", "publishable", "published", "thread"]
