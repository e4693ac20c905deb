"""What someone says who makes an account."""

from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password

from journeys.models import User


class AccountForm(forms.Form):
    """A name, and a password that Django's validators let pass. `email` is the address that the account is for."""

    name = forms.CharField(label="Your name", max_length=150)
    password = forms.CharField(strip=False, max_length=1000, widget=forms.PasswordInput(render_value=False))

    def __init__(self, *args, email: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.email = email
        self.fields["password"].help_text = " ".join(password_validators_help_texts())
        for name, fills in (("name", "name"), ("email", "username"), ("password", "new-password")):
            if name in self.fields:
                self.fields[name].widget.attrs["autocomplete"] = fills

    def clean(self):
        cleaned = super().clean()
        person = User(name=cleaned.get("name", ""), email=cleaned.get("email", self.email))
        if "password" in cleaned:
            try:
                validate_password(cleaned["password"], person)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return cleaned
