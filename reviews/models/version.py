from django.db import models


class VersionStep(models.Model):
    """The collection's version is the sum of these: see `reviews.collection_version`. Triggers write them."""

    step = models.BigIntegerField()

    def __str__(self) -> str:
        return str(self.step)
