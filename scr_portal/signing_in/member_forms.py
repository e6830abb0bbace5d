"""Forms of the pages on which readers keep their own account."""

from __future__ import annotations

from typing import Any

from allauth.account.fields import PasswordField
from django import forms
from django.contrib.auth import password_validation
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from scr_portal.signing_in.forms import NewPasswordForm, OwnPasswordForm, SignInForm, WordedForm
from scr_portal.signing_in.membership import LONGEST_ADDRESS
from themes.discussion.names import clean_name
from themes.discussion.threads import NAMELESS
from themes.forms import Checkboxes, GovukForm, Radios
from themes.models.alert import AlertKind

WRONG = (
    "This address and this password do not open an account here. Capital letters count in the password. "
    "If it is lost, ask for a new one below."
)
KEEP, TAKE = "keep", "take"
MISSING_NAME = "Type the name that others see."
NAME_HINT = (
    "Shown beside your comments once somebody has looked at it. It need not be your own name, and it names no child, "
    "family or case. Until then others see “A reader”."
)


class MemberSignInForm(SignInForm):
    labels = {"login": "E-mail address", "password": "Password"}
    missing = {"login": "Type your e-mail address.", "password": "Type your password."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["login"].widget
        field.input_type = "email"
        field.attrs |= {"inputmode": "email", "autocapitalize": "off", "spellcheck": "false"}

    def clean(self) -> Any:
        try:
            return super().clean()
        except ValidationError as error:
            if getattr(error, "code", "") == "username_password_mismatch":
                raise ValidationError(WRONG, code=error.code) from None
            raise


class AddressForm(WordedForm, forms.Form):
    email = forms.EmailField(
        max_length=LONGEST_ADDRESS,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )
    labels = {"email": "E-mail address"}
    missing = {"email": "Type your e-mail address."}

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()


class JoinForm(AddressForm):
    hints = {"email": "A link is sent there. Nobody else sees the address."}


class NewAddressForm(AddressForm):
    labels = {"email": "New e-mail address"}
    hints = {"email": "A link is sent there. Until it is followed, your address stays as it is."}


class NameOfMemberForm(WordedForm, forms.Form):
    name = forms.CharField(widget=forms.TextInput(attrs={"autocomplete": "nickname"}))
    labels = {"name": "Name that others see"}
    hints = {"name": NAME_HINT}
    missing = {"name": MISSING_NAME}

    def clean_name(self) -> str:
        return clean_name(self.cleaned_data["name"])


class CommentMailForm(GovukForm):
    """Of what somebody is told by mail about their comments."""

    told_of = forms.MultipleChoiceField(
        label="Write to me when",
        widget=Checkboxes,
        choices=[
            (AlertKind.DECIDED, "it was decided whether a comment of mine is shown"),
            (AlertKind.ANSWERED, "somebody has replied to a comment of mine"),
        ],
        required=False,
        help_text="No words of comments stand in these letters. Each has a link that ends them.",
    )


class MakeAccountForm(NameOfMemberForm):
    """`email` is the address that the link was sent to."""

    password = PasswordField(autocomplete="new-password")
    labels = {**NameOfMemberForm.labels, "password": "Password"}
    hints = {**NameOfMemberForm.hints, "password": NewPasswordForm.hints["password1"]}
    missing = {**NameOfMemberForm.missing, "password": "Type a password."}

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        password_validation.validate_password(password, User(username=self.email, email=self.email))
        return password


class MemberPasswordForm(WordedForm, OwnPasswordForm):
    labels = {
        "old_password": "The password that you have now",
        "new_password1": "New password",
        "new_password2": "The same again",
    }
    hints = {"new_password1": NewPasswordForm.hints["password1"]}
    missing = {
        "old_password": "Type the password that you have now.",
        "new_password1": "Type a new password.",
        "new_password2": "Type the new password again.",
    }


class DeleteAccountForm(WordedForm, forms.Form):
    comments = forms.ChoiceField(widget=Radios)
    labels = {"comments": "What stands beside your comments then?"}
    hints = {"comments": "The comments themselves stay, since others may have replied to them."}
    missing = {"comments": "Choose what stands beside your comments."}

    def __init__(self, *args: Any, shown: str, **kwargs: Any) -> None:
        """Who is "A reader" already has nothing to choose."""
        super().__init__(*args, **kwargs)
        if shown == NAMELESS:
            del self.fields["comments"]
            return
        self.fields["comments"].choices = [  # type: ignore[attr-defined]
            (TAKE, "“A reader”, in place of my name"),
            (KEEP, f"The name that others see now: “{shown}”"),
        ]
