"""What the portal itself keeps of a password: the tests use a quicker hasher than it does."""

from django.conf import global_settings
from django.contrib.auth.hashers import check_password, identify_hasher, make_password
from django.test import override_settings

from scr_portal import settings as portal


@override_settings(PASSWORD_HASHERS=getattr(portal, "PASSWORD_HASHERS", global_settings.PASSWORD_HASHERS))
def test_passwords_are_hashed_slowly():
    kept = make_password("four words nobody guesses")

    hasher = identify_hasher(kept)
    assert hasher.algorithm == "pbkdf2_sha256"
    assert hasher.decode(kept)["iterations"] >= 1_000_000
    assert check_password("four words nobody guesses", kept)
