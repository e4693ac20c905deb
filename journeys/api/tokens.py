from allauth.account.adapter import get_adapter
from allauth.account.utils import has_verified_email
from allauth.mfa import app_settings as mfa
from allauth.mfa.base.forms import AuthenticateForm
from allauth.utils import get_form_class
from django.core.exceptions import ValidationError as FormError
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import Throttled, ValidationError
from rest_framework.response import Response

from journeys.access import ANYBODY, SIGNED_IN
from journeys.api.bodies import Body
from journeys.api.viewsets import AsDeclared, DeclaredViewSet
from journeys.models import User
from journeys.services.tokens import revoke_token, token_of


class TokenRequest(Body):
    email = serializers.EmailField()
    password = serializers.CharField(trim_whitespace=False, max_length=4096)
    code = serializers.CharField(
        required=False, max_length=50, help_text="With two-factor sign-in: of your app, or a recovery code"
    )


class TokenSerializer(serializers.Serializer):
    token = serializers.CharField()


class AnybodyAsks(AsDeclared):
    """Asking for a token is what people do who are not signed in."""

    def has_permission(self, request, view) -> bool:
        return view.needs.get(view.action) == ANYBODY or super().has_permission(request, view)


def check_second_factor(user: User, code: str) -> None:
    """Passes those who have none. Of the others it takes a code, as often as the sign-in page does."""
    if not user.second_factors.exists():
        return
    if not code:
        raise ValidationError({"code": "Two-factor sign-in is on: send a code of your app, or a recovery code, too."})
    form = get_form_class(mfa.FORMS, "authenticate", AuthenticateForm)(user=user, data={"code": code})
    if not form.is_valid():
        [error] = form.errors.as_data()["code"]
        if error.code == "too_many_login_attempts":
            raise Throttled(detail=error.message)
        raise ValidationError({"code": error.messages})


class TokenViewSet(DeclaredViewSet):
    """The token that scripts sign in with: `Authorization: Token …`."""

    needs = {"create": ANYBODY, "destroy": SIGNED_IN}
    permission_classes = [AnybodyAsks]
    serializer_class = TokenSerializer

    @extend_schema(auth=[], request=TokenRequest, responses=TokenSerializer)
    def create(self, request):
        """Get your token for your e-mail address and password: the same one each time, until it is revoked."""
        given = self.asked(TokenRequest)
        code = given.pop("code", "")
        try:
            # The adapter counts wrong passwords together with those of the sign-in page.
            user = get_adapter(request).authenticate(request._request, **given)
        except FormError as error:
            raise Throttled(detail=error.message) from error
        if user is None or not user.is_active:
            raise ValidationError("The e-mail address or the password is not right.")
        if not has_verified_email(user):
            raise ValidationError("Confirm your address first: sign in to the pages, and a link is mailed to you.")
        check_second_factor(user, code)
        return Response({"token": token_of(user)})

    @extend_schema(responses={204: None})
    def destroy(self, request):
        """Revoke your token: whoever has it can no longer use it."""
        revoke_token(request.user)
        return Response(status=204)
