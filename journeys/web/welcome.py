"""The first page of a new installation: whoever started it makes the first account."""

from allauth.account.utils import perform_login
from django import forms
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from journeys.models import User
from journeys.services.errors import Refusal
from journeys.services.welcome import create_first_admin, is_valid
from journeys.web.account_forms import AccountForm
from journeys.web.pages import for_anybody


class WelcomeForm(AccountForm):
    email = forms.EmailField(label="E-mail address", help_text="You sign in with it.")

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
        if User.objects.filter(email=email).exists():
            raise forms.ValidationError("There is an account with this address already.")
        return email


@for_anybody
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request, token):
    if not is_valid(token):
        return render(request, "welcome_gone.html", status=404)
    form = WelcomeForm(request.POST or None)
    if form.is_valid():
        try:
            return perform_login(request, create_first_admin(token=token, **form.cleaned_data))
        except Refusal:  # someone else was quicker
            return render(request, "welcome_gone.html", status=404)
    return render(request, "welcome.html", {"form": form})
