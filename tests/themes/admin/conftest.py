from tests.themes.admin.cases import one_of_each, publishable, published, thread

__all__ = ["one_of_each", "publishable", "published", "thread"]
