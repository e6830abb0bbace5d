"""Forms around signing in: allauth's, in GOV.UK markup and our words."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm, ReauthenticateForm, ResetPasswordForm, ResetPasswordKeyForm
from allauth.core import context
from allauth.mfa.base import forms as codes
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.contrib.admin.forms import AdminPasswordChangeForm
from django.http import HttpRequest

from scr_portal.signing_in import guessing
from scr_portal.signing_in.accounts import find_username
from scr_portal.signing_in.jobs import send_new_password_link
from scr_portal.signing_in.models import SignInOutcome
from themes.forms import GovukFormMixin

APP_CODE = "Code"


class WordedForm(GovukFormMixin):
    """Labels, hints and messages of ours in the place of allauth's; nothing is said by grey words within a field."""

    labels: dict[str, str] = {}
    hints: dict[str, str] = {}
    missing: dict[str, str] = {}
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "")
            if name in self.missing:
                field.error_messages["required"] = self.missing[name]
            if not isinstance(field.widget, forms.HiddenInput):
                field.widget.attrs.setdefault("class", "govuk-input--width-20")


class SignInForm(WordedForm, LoginForm):
    labels = {"login": "Username", "password": "Password"}
    missing = {"login": "Type your username.", "password": "Type your password."}

    def add_prefix(self, field_name: str) -> str:
        """The name that browsers have kept passwords under, and still do."""
        return super().add_prefix("username" if field_name == "login" else field_name)

    def clean_login(self) -> str:
        return find_username(self.cleaned_data["login"])


class PasswordAgainForm(WordedForm, ReauthenticateForm):
    labels = {"password": "Password"}
    missing = {"password": "Type your password."}


class ForgottenPasswordForm(WordedForm, ResetPasswordForm):
    labels = {"email": "E-mail address"}
    hints = {"email": "The one that your account has here."}
    missing = {"email": "Type your e-mail address."}

    def clean_email(self) -> str:
        """Nothing is looked up here: the answer takes as long for everybody."""
        return self.cleaned_data["email"]

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        email = self.cleaned_data["email"]
        send_new_password_link.defer(email=email, origin=f"{request.scheme}://{request.get_host()}")
        return email


class NewPasswordForm(WordedForm, ResetPasswordKeyForm):
    labels = {"password1": "New password", "password2": "The same again"}
    hints = {
        "password1": "At least 12 characters, and none that many people use. Four words nobody guesses are good."
    }
    missing = {"password1": "Type a new password.", "password2": "Type the new password again."}

    def save(self) -> None:
        super().save()
        guesser = guessing.Guesser(guessing.read_network(context.request), user=self.user)
        guesser.record(SignInOutcome.NEW_PASSWORD)


class OwnPasswordForm(AdminPasswordChangeForm):
    """The workspace's, where the one that holds until then is asked for: whoever guesses it there has to wait, too."""

    def clean_old_password(self) -> str:
        guesser = guessing.Guesser(guessing.read_network(context.request), user=self.user)
        attempt = guessing.begin_try(guesser, SignInOutcome.WRONG_PASSWORD)
        password = super().clean_old_password()
        attempt.delete()
        return password


class LimitedCodeForm(WordedForm):
    labels = {"code": APP_CODE}
    missing = {"code": "Type the code."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {
            "class": "govuk-input--width-10",
            "inputmode": "numeric",
            "spellcheck": "false",
        }

    def clean_code(self) -> str:
        guesser = guessing.Guesser(guessing.read_network(context.request), user=self.user)  # type: ignore[attr-defined]
        attempt = guessing.begin_try(guesser, SignInOutcome.WRONG_CODE)
        code = super().clean_code()  # type: ignore[misc]
        attempt.delete()
        return code


class CodeForm(LimitedCodeForm, codes.AuthenticateForm):
    hints = {"code": "Six digits from the app on your phone, or one of your recovery codes."}


class CodeAgainForm(LimitedCodeForm, codes.ReauthenticateForm):
    hints = CodeForm.hints


class FirstCodeForm(LimitedCodeForm, ActivateTOTPForm):
    hints = {"code": "The six digits that the app shows now."}


class AddPasskeyForm(WordedForm, AddWebAuthnForm):
    labels = {"name": "A name for it"}
    hints = {"name": "So that you can tell it from others: “Work laptop”."}


class NamePasskeyForm(WordedForm, EditWebAuthnForm):
    labels = {"name": "A name for it"}
    missing = {"name": "Type a name."}
