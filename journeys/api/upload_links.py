from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from journeys.api.bodies import Body, RowField
from journeys.api.people import PersonSerializer
from journeys.api.viewsets import JourneyViewSet
from journeys.models import UploadLink
from journeys.queries.upload_links import links_of
from journeys.services.upload_links import DAYS, MOST_DAYS, ask_again, make_link, renew_link, revoke_link, url_of


class UploadLinkSerializer(serializers.ModelSerializer):
    """Lets a contact see and send what waits for them, without an account. Whoever has its URL is taken for them."""

    url = serializers.SerializerMethodField(allow_null=True, help_text="Null once it lets nobody in")
    created_by = PersonSerializer()
    files = serializers.IntegerField(help_text="How many came in")
    answers = serializers.IntegerField(help_text="How many came in, and stand")
    notes = serializers.IntegerField(help_text="How many came in")

    class Meta:
        model = UploadLink
        fields = [
            "id", "member", "name", "email", "url", "created_by", "created_at", "expires_at", "revoked_at", "asked_at",
            "used_at", "files", "answers", "notes",
        ]  # fmt: skip

    def get_url(self, link: UploadLink) -> str:
        return url_of(link) if link.is_open else None


class LinkDays(Body):
    days = serializers.IntegerField(min_value=1, max_value=MOST_DAYS, default=DAYS, help_text="How long it is good")


class LinkMake(LinkDays):
    member = RowField(
        rows=lambda context: context["journey"].members,
        missing="There is no such member of this journey.",
        help_text="Id of a contact",
    )


class UploadLinkViewSet(JourneyViewSet):
    needs = {
        "list": "member.manage",
        "create": "member.manage",
        "renew": "member.manage",
        "revoke": "member.manage",
        "ask": "member.manage",
    }
    serializer_class = UploadLinkSerializer
    queryset = UploadLink.objects.none()

    def list(self, request, journey_id):
        """The links, those that were not revoked first, each part with the newest first."""
        return self.answer_page(links_of(self.journey))

    @extend_schema(request=LinkMake, responses={201: UploadLinkSerializer})
    def create(self, request, journey_id):
        """Give a contact a link. It goes out by mail where their address is known."""
        given = self.asked(LinkMake, context={"journey": self.journey})
        return self.answer(make_link(by=request.user, **given), status=201)

    @extend_schema(request=LinkDays)
    @action(detail=True, methods=["post"])
    def renew(self, request, journey_id, pk):
        """Let the same link work for so many days from now."""
        return self.answer(renew_link(link=self.link(pk), by=request.user, **self.asked(LinkDays)))

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def revoke(self, request, journey_id, pk):
        """Let it let nobody in any more. What came through it stays."""
        return self.answer(revoke_link(link=self.link(pk), by=request.user))

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def ask(self, request, journey_id, pk):
        """Mail the contact what still waits for them, at most once an hour."""
        return self.answer(ask_again(link=self.link(pk), by=request.user))

    def link(self, pk) -> UploadLink:
        return self.found(self.journey.upload_links, pk)

    def answer(self, link: UploadLink, status: int = 200) -> Response:
        return Response(UploadLinkSerializer(links_of(self.journey).get(pk=link.pk)).data, status=status)
