"""Signing up by oneself, with an address of one of the domains that the operator names."""

from allauth.account.forms import SignupForm
from django import forms
from django.conf import settings

from journeys.models import User
from journeys.services.accounts import make_account, may_sign_up


class SignUpForm(SignupForm):
    name = forms.CharField(label="Your name", max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    field_order = ("name", "email", "password1")

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    def clean_email(self) -> str:
        if not may_sign_up(self.cleaned_data["email"]):
            domains = " or ".join(settings.SIGN_UP_DOMAINS)
            raise forms.ValidationError(
                f"Only people with an address of {domains} sign up by themselves. Ask whoever runs MigOps here, or an "
                "admin of the journey that you work in."
            )
        return super().clean_email()

    def save(self, request) -> User:
        chosen = self.cleaned_data
        return make_account(email=chosen["email"], name=chosen["name"], password=chosen["password1"], is_verified=False)
