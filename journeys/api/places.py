"""Where something goes: fields that name parts of the journey in the serializer's context."""

from rest_framework.exceptions import ValidationError

from journeys.api.bodies import Body, RowField
from journeys.models import Journey, Module
from journeys.queries.items import items_of


class Place(Body):
    """One of the fields at most, since each says it all."""

    def validate(self, attrs):
        if len(attrs) > 1:
            raise ValidationError(f"Name one place only: {' or '.join(attrs)}.")
        return attrs


def field_of(noun: str, rows):
    missing = f"There is no such {noun} in this journey."
    return lambda **options: RowField(rows=lambda context: rows(context["journey"]), missing=missing, **options)


def modules_of(journey: Journey):
    return Module.objects.filter(phase__journey=journey).select_related("phase")


phase_field = field_of("phase", lambda journey: journey.phases)
module_field = field_of("module", modules_of)
task_field = field_of("task", lambda journey: journey.tasks.select_related("module__phase"))
item_field = field_of("checklist item", items_of)
