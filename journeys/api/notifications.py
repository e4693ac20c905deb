from django.conf import settings
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from journeys.access import SIGNED_IN
from journeys.api.bodies import Body, Filters, IdField
from journeys.api.viewsets import DeclaredViewSet
from journeys.models import Notification, NotificationChoice
from journeys.queries.notifications import choices_of, notifications_for
from journeys.services.notification_choices import choose
from journeys.services.notifications import mark_read

Kind = Notification.Kind
How = NotificationChoice.How
MOST = 1_000


class NotificationFilters(Filters):
    unread = serializers.BooleanField(required=False, help_text="Only those that are not read, or only those that are")
    kind = serializers.ChoiceField(choices=Kind.choices, required=False, help_text="Only these")


class NotificationSerializer(serializers.ModelSerializer):
    journey = serializers.IntegerField(source="journey_id", allow_null=True, help_text="Id")
    link = serializers.SerializerMethodField(help_text="Leads to what it is about, and marks it read")

    class Meta:
        model = Notification
        fields = ["id", "kind", "text", "journey", "about", "at", "read_at", "link"]
        extra_kwargs = {"about": {"help_text": "Ids by noun"}}

    def get_link(self, notification: Notification) -> str:
        return settings.SITE_URL + reverse("notification_open", args=[notification.pk])


class ReadBody(Body):
    ids = serializers.ListField(
        child=IdField(), required=False, max_length=MOST, help_text="Of notifications; without it all are marked read"
    )


class ReadSerializer(serializers.Serializer):
    read = serializers.IntegerField(help_text="How many were not read before")


class NotificationViewSet(DeclaredViewSet):
    """What you are told of, newest first."""

    needs = {"list": SIGNED_IN, "read": SIGNED_IN}
    serializer_class = NotificationSerializer
    queryset = Notification.objects.none()

    @extend_schema(parameters=[NotificationFilters])
    def list(self, request):
        asked = self.filters(NotificationFilters)
        found = notifications_for(request.user)
        if "unread" in asked:
            found = found.filter(read_at__isnull=asked["unread"])
        if "kind" in asked:
            found = found.filter(kind=asked["kind"])
        return self.answer_page(found)

    @extend_schema(request=ReadBody, responses=ReadSerializer)
    def read(self, request):
        """Mark some of yours as read, or all."""
        ids = self.asked(ReadBody).get("ids")
        return Response({"read": mark_read(user=request.user, ids=ids)})


class ChoicesSerializer(serializers.Serializer):
    """How each kind comes by mail."""

    def get_fields(self):
        return {kind.value: serializers.ChoiceField(choices=How.choices, help_text=kind.label) for kind in Kind}


class ChoicesBody(Body):
    """What is left out stays as it is."""

    def get_fields(self):
        return {kind.value: serializers.ChoiceField(choices=How.choices, required=False) for kind in Kind}


class NotificationChoiceViewSet(DeclaredViewSet):
    """How you want to be told by mail."""

    needs = {"retrieve": SIGNED_IN, "update": SIGNED_IN}
    serializer_class = ChoicesSerializer

    def retrieve(self, request):
        return Response(choices_of(request.user))

    @extend_schema(request=ChoicesBody)
    def update(self, request):
        choose(user=request.user, choices=self.asked(ChoicesBody))
        return Response(choices_of(request.user))
