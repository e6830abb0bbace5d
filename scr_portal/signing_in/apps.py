from django.apps import AppConfig


class SigningInConfig(AppConfig):
    name = "scr_portal.signing_in"
    verbose_name = "signing in"

    def ready(self) -> None:
        from scr_portal.signing_in import second_factor

        second_factor.connect()
