"""Who works on findings in most tests: a curator who may do everything, signed in."""

import pytest
from django.contrib.auth import get_user_model


@pytest.fixture
def curator(client):
    user = get_user_model().objects.create_superuser("curator", password="long enough to pass")
    client.force_login(user)
    return user
