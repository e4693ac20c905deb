"""The first page of a new installation: whoever started it makes the first account."""

from django import forms
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from journeys.models import User
from journeys.services.errors import Refusal
from journeys.services.welcome import create_first_admin, is_valid


class WelcomeForm(forms.Form):
    name = forms.CharField(label="Your name", max_length=150)
    email = forms.EmailField(label="E-mail address", help_text="You sign in with it.")
    password = forms.CharField(strip=False, max_length=1000, widget=forms.PasswordInput(render_value=False))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = " ".join(password_validators_help_texts())
        for name, fills in (("name", "name"), ("email", "username"), ("password", "new-password")):
            self.fields[name].widget.attrs["autocomplete"] = fills

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
        if User.objects.filter(email=email).exists():
            raise forms.ValidationError("There is an account with this address already.")
        return email

    def clean(self):
        cleaned = super().clean()
        person = User(name=cleaned.get("name", ""), email=cleaned.get("email", ""))
        if "password" in cleaned:
            try:
                validate_password(cleaned["password"], person)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return cleaned


@login_not_required
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request, token):
    if not is_valid(token):
        return render(request, "welcome_gone.html", status=404)
    form = WelcomeForm(request.POST or None)
    if form.is_valid():
        try:
            login(request, create_first_admin(token=token, **form.cleaned_data))
        except Refusal:  # someone else was quicker
            return render(request, "welcome_gone.html", status=404)
        return redirect("my_work")
    return render(request, "welcome.html", {"form": form})
