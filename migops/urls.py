from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

# One door for all: the admin's own would let wrong passwords be tried without end.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/v1/", include("journeys.api.urls")),
    # Addresses are changed by operators: an unproved one could pass for someone else's on a People page.
    path("accounts/email/", RedirectView.as_view(pattern_name="account")),
    # The page on two-factor sign-in lists passkeys with the rest.
    path("accounts/2fa/webauthn/", RedirectView.as_view(pattern_name="mfa_index")),
    path("accounts/3rdparty/", RedirectView.as_view(pattern_name="account")),
    path("accounts/sessions/", RedirectView.as_view(pattern_name="account_sessions")),
    path("accounts/", include("allauth.urls")),
    path("", include("journeys.web.urls")),
]
handler403 = "journeys.web.errors.not_allowed"
handler404 = "journeys.web.errors.not_found"
handler500 = "journeys.web.errors.broken"
