from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from journeys.api.bodies import Body, Filters, IdField, RowField
from journeys.api.documents import KIND_CHOICES
from journeys.api.people import OwnerSerializer, PersonSerializer
from journeys.api.viewsets import JourneyViewSet
from journeys.documents.registry import FORMATS, KINDS
from journeys.models import Mail, Schedule, Weekday
from journeys.queries.schedules import mails_of, schedules_of
from journeys.services.mails import send_again
from journeys.services.schedules import (
    add_schedule,
    change_schedule,
    pause_schedule,
    remove_schedule,
    resume_schedule,
)

TIME = "%H:%M"


class ScheduleSerializer(serializers.ModelSerializer):
    """A document that goes out by mail every week."""

    at = serializers.TimeField(format=TIME, help_text="By the clocks of the journey's time zone")
    recipients = OwnerSerializer(many=True)
    created_by = PersonSerializer()

    class Meta:
        model = Schedule
        fields = ["id", "kind", "format", "weekday", "at", "recipients", "next_at", "is_paused", "created_by"]


class ScheduleChange(Body):
    """Any of these; what is left out stays as it is."""

    kind = serializers.ChoiceField(choices=KIND_CHOICES, required=False)
    format = serializers.ChoiceField(choices=sorted(FORMATS), required=False)
    weekday = serializers.ChoiceField(choices=Weekday.choices, required=False, help_text="0 is Monday")
    at = serializers.TimeField(required=False, help_text="Such as 07:00, by the clocks of the journey's time zone")
    recipients = serializers.ListField(
        child=RowField(
            rows=lambda context: context["journey"].members, missing="There is no such member of this journey."
        ),
        required=False,
        help_text="Ids of members of the journey",
    )

    def validate(self, attrs):
        name, format = (attrs.get(fact) or self.context[fact] for fact in ("kind", "format"))
        kind = KINDS[name]
        if format not in kind.formats:
            raise serializers.ValidationError({"format": f"{kind.title} comes as {', '.join(kind.formats)}."})
        return attrs


class ScheduleAdd(ScheduleChange):
    def get_fields(self):
        fields = super().get_fields()
        for field in fields.values():
            field.required = True
        return fields


class MailSerializer(serializers.ModelSerializer):
    """What one person gets of a run. It is sent at most once; one that failed may be sent again."""

    schedule = serializers.IntegerField(source="run.schedule_id")
    day = serializers.DateField(source="run.day")
    document = serializers.IntegerField(source="run.document_id", allow_null=True)

    class Meta:
        model = Mail
        fields = [
            "id", "schedule", "day", "document", "member", "name", "email", "status", "attempts", "reason", "sent_at",
        ]  # fmt: skip


class MailFilters(Filters):
    schedule = IdField(required=False)
    status = serializers.ChoiceField(choices=Mail.Status.choices, required=False)


class ScheduleViewSet(JourneyViewSet):
    needs = {
        "list": "journey.view",
        "create": "document.request",
        "retrieve": "journey.view",
        "partial_update": "document.request",
        "destroy": "document.request",
        "pause": "document.request",
        "resume": "document.request",
    }
    serializer_class = ScheduleSerializer
    queryset = Schedule.objects.none()

    def list(self, request, journey_id):
        """The schedules, in the order of the week."""
        return self.answer_page(schedules_of(self.journey))

    @extend_schema(request=ScheduleAdd, responses={201: ScheduleSerializer})
    def create(self, request, journey_id):
        """From its next time on the document goes out every week."""
        asked = self.asked(ScheduleAdd, context={"journey": self.journey})
        return self.answer(add_schedule(journey=self.journey, by=request.user, **asked), status=201)

    def retrieve(self, request, journey_id, pk):
        return self.answer(self.schedule(pk))

    @extend_schema(request=ScheduleChange, responses=ScheduleSerializer)
    def partial_update(self, request, journey_id, pk):
        """Change it. Its next time follows; a paused one stays paused."""
        schedule = self.schedule(pk)
        context = {"journey": self.journey, "kind": schedule.kind, "format": schedule.format}
        return self.answer(
            change_schedule(schedule=schedule, by=request.user, **self.asked(ScheduleChange, context=context))
        )

    def destroy(self, request, journey_id, pk):
        """Remove it. The documents that it made stay."""
        remove_schedule(schedule=self.schedule(pk), by=request.user)
        return Response(status=204)

    @extend_schema(request=None, responses=ScheduleSerializer)
    @action(detail=True, methods=["post"])
    def pause(self, request, journey_id, pk):
        """Nothing is sent until it is resumed."""
        return self.answer(pause_schedule(schedule=self.schedule(pk), by=request.user))

    @extend_schema(request=None, responses=ScheduleSerializer)
    @action(detail=True, methods=["post"])
    def resume(self, request, journey_id, pk):
        """It goes on with its next time; what was due meanwhile is not made up."""
        return self.answer(resume_schedule(schedule=self.schedule(pk), by=request.user))

    def schedule(self, pk) -> Schedule:
        return self.found(schedules_of(self.journey), pk)

    def answer(self, schedule: Schedule, status: int = 200) -> Response:
        return Response(ScheduleSerializer(self.schedule(schedule.pk)).data, status=status)


class MailViewSet(JourneyViewSet):
    needs = {"list": "journey.view", "retry": "document.request"}
    serializer_class = MailSerializer
    queryset = Mail.objects.none()

    @extend_schema(parameters=[MailFilters])
    def list(self, request, journey_id):
        """What schedules sent and to whom, newest first."""
        wanted = self.filters(MailFilters)
        rows = mails_of(self.journey)
        if "schedule" in wanted:
            rows = rows.filter(run__schedule=wanted.pop("schedule"))
        return self.answer_page(rows.filter(**wanted))

    @extend_schema(request=None, responses=MailSerializer)
    @action(detail=True, methods=["post"])
    def retry(self, request, journey_id, pk):
        """Send one that failed or was left out. A sent one stays as it is."""
        mail = self.found(mails_of(self.journey), pk)
        send_again(mail=mail, by=request.user)
        return Response(MailSerializer(self.found(mails_of(self.journey), pk)).data)
