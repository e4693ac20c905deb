from allauth.account.adapter import get_adapter
from django.core.exceptions import ValidationError as FormError
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import Throttled, ValidationError
from rest_framework.response import Response

from journeys.api.bodies import Body
from journeys.api.viewsets import SIGNED_IN, AsDeclared, DeclaredViewSet
from journeys.services.tokens import revoke_token, token_of

ANYBODY = "anybody"


class TokenRequest(Body):
    email = serializers.EmailField()
    password = serializers.CharField(trim_whitespace=False, max_length=4096)


class TokenSerializer(serializers.Serializer):
    token = serializers.CharField()


class AnybodyAsks(AsDeclared):
    """Asking for a token is what people do who are not signed in."""

    def has_permission(self, request, view) -> bool:
        return view.needs.get(view.action) == ANYBODY or super().has_permission(request, view)


class TokenViewSet(DeclaredViewSet):
    """The token that scripts sign in with: `Authorization: Token …`."""

    needs = {"create": ANYBODY, "destroy": SIGNED_IN}
    permission_classes = [AnybodyAsks]
    serializer_class = TokenSerializer

    @extend_schema(auth=[], request=TokenRequest, responses=TokenSerializer)
    def create(self, request):
        """Get your token for your e-mail address and password: the same one each time, until it is revoked."""
        given = self.asked(TokenRequest)
        try:
            # The adapter counts wrong passwords together with those of the sign-in page.
            user = get_adapter(request).authenticate(request._request, **given)
        except FormError as error:
            raise Throttled(detail=error.message) from error
        if user is None or not user.is_active:
            raise ValidationError("The e-mail address or the password is not right.")
        return Response({"token": token_of(user)})

    @extend_schema(responses={204: None})
    def destroy(self, request):
        """Revoke your token: whoever has it can no longer use it."""
        revoke_token(request.user)
        return Response(status=204)
