"""What requests may say: a field or filter that does not exist is an error, not silence."""

from collections.abc import Callable

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

BIGGEST_ID = 2**63 - 1
BIGGEST_REVISION = 2**31 - 1


class Body(serializers.Serializer):
    """The body of a request."""

    def to_internal_value(self, data):
        if isinstance(data, dict) and (unknown := set(map(str, data)) - set(self.fields)):
            raise ValidationError({name: ["There is no such field."] for name in sorted(unknown)})
        return super().to_internal_value(data)


class Filters(Body):
    """The query of a list: what to keep of it."""

    def to_internal_value(self, data):
        return super().to_internal_value({k: v for k, v in data.items() if k not in {"page", "page_size"}})


class IdField(serializers.IntegerField):
    def __init__(self, **options):
        super().__init__(min_value=1, max_value=BIGGEST_ID, **options)


class RowField(serializers.IntegerField):
    """The id of one of the rows that `rows` gives for the serializer's context; the value is the row itself."""

    def __init__(self, rows: Callable[[dict], QuerySet], missing: str, **options):
        super().__init__(**options)
        self.rows, self.missing = rows, missing

    def to_internal_value(self, data):
        row = self.rows(self.context).filter(pk=IdField().run_validation(data)).first()
        if row is None:
            raise ValidationError(self.missing)
        return row


class RevisionField(serializers.IntegerField):
    """A revision of the journey, as answers of the API hold it."""

    def __init__(self, **options):
        super().__init__(min_value=0, max_value=BIGGEST_REVISION, **options)
