"""The second factor: allauth's pages for it, with our words, our storage and our limits."""

import logging
from struct import error as StructError

from allauth.mfa.adapter import DefaultMFAAdapter, get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from cryptography.exceptions import InvalidSignature
from django import forms
from django.core.cache import cache
from django.core.exceptions import ValidationError

from journeys.services.errors import Refusal
from journeys.services.sealing import seal, unseal

log = logging.getLogger("journeys.sign_in")
# Longer than a code counts, with the tolerance for clocks that differ.
REMEMBERED_SECONDS = 120
LONGEST_NAME = 100


class Adapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_generate_recovery_codes": "Set up an authenticator app or a passkey first.",
        "incorrect_code": "This code or passkey is not right, or was used already. Try again.",
        "unverified_email": "Confirm your address first, by the link that was mailed to you.",
    }

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return unseal(encrypted_text)
        except Refusal as refusal:
            raise ValidationError(str(refusal)) from refusal

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return super().get_public_key_credential_rp_entity() | {"name": "MigOps"}

    def generate_authenticator_name(self, user, type) -> str:
        return f"Passkey {Authenticator.objects.filter(user=user, type=type).count() + 1}"


class CodeField(forms.CharField):
    def __init__(self, label: str):
        attributes = {"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}
        super().__init__(label=label, max_length=50, widget=forms.TextInput(attrs=attributes))


class OnceOnly:
    """A code counts once, also where it would fit a little longer since clocks differ."""

    def clean_code(self) -> str:
        code = super().clean_code()
        plain = "".join(filter(str.isalnum, code))
        if not cache.add(f"two-factor:{self.user.pk}:{plain}", True, timeout=REMEMBERED_SECONDS):
            raise get_adapter().validation_error("incorrect_code")
        return code

    def _emit_authentication_failed(self, authenticator) -> None:
        log.warning("A code of %s did not fit", self.user.email)
        super()._emit_authentication_failed(authenticator)


class SignInForm(OnceOnly, AuthenticateForm):
    code = CodeField("Code from your app, or a recovery code")


class AgainForm(OnceOnly, ReauthenticateForm):
    code = CodeField("Code from your app, or a recovery code")


class AppForm(ActivateTOTPForm):
    code = CodeField("Code that the app shows")


class WellFormed:
    """What no browser would send as a passkey is a wrong passkey, not a broken page."""

    not_one = (LookupError, TypeError, ValueError, AttributeError, StructError, InvalidSignature)

    def clean_credential(self):
        before = getattr(super(), "clean_credential", lambda: self.cleaned_data["credential"])
        try:
            return before()
        except self.not_one as error:
            raise get_adapter().validation_error("incorrect_code") from error

    def clean(self) -> dict:
        try:
            return super().clean()
        except self.not_one as error:
            raise get_adapter().validation_error("incorrect_code") from error


class PasskeyAloneForm(WellFormed, LoginWebAuthnForm):
    pass


class PasskeySignInForm(WellFormed, AuthenticateWebAuthnForm):
    pass


class PasskeyAgainForm(WellFormed, ReauthenticateWebAuthnForm):
    pass


class PasskeyForm(WellFormed, AddWebAuthnForm):
    name = forms.CharField(
        label="Name", required=False, max_length=LONGEST_NAME, help_text="To tell your passkeys apart."
    )
    passwordless = forms.BooleanField(
        label="Sign in with it alone",
        required=False,
        initial=True,
        help_text="Without the password: the passkey then asks for your finger, face or PIN. Otherwise it is asked "
        "for after the password.",
    )


class RenameForm(EditWebAuthnForm):
    name = forms.CharField(label="Name", max_length=LONGEST_NAME)
