"""What the views of the API share: nothing is open unless it is declared, and how a journey is found and checked."""

from typing import ClassVar

from django.db.models import Manager, QuerySet
from django.http import Http404
from rest_framework.exceptions import MethodNotAllowed
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from journeys.access import journey_for
from journeys.api.bodies import BIGGEST_ID, Body, Filters
from journeys.api.pages import Pages
from journeys.api.parsers import JSONBody


class AsDeclared(IsAuthenticated):
    """Lets the signed-in do what the view declares in `needs`; what is not declared nobody may."""

    def has_permission(self, request, view) -> bool:
        action = getattr(view, "action", request.method.lower())
        return super().has_permission(request, view) and action in view.needs


class JSONAlways(DefaultContentNegotiation):
    """There is one way to answer, so that Accept has nothing to choose; a download is what it is."""

    def select_renderer(self, request, renderers, format_suffix=None):
        return renderers[0], renderers[0].media_type


class DeclaredViewSet(GenericViewSet):
    """`needs` names for each action the entry of the access table, or SIGNED_IN."""

    needs: ClassVar[dict[str, str]] = {}
    permission_classes = [AsDeclared]
    parser_classes = [JSONBody]
    content_negotiation_class = JSONAlways
    pagination_class = Pages
    lookup_value_regex = "[0-9]+"

    def initial(self, request, *args, **kwargs):
        if self.action in (None, "metadata"):
            raise MethodNotAllowed(request.method)
        super().initial(request, *args, **kwargs)
        if any(len(value) > len(str(BIGGEST_ID)) for value in kwargs.values()):
            raise Http404("There is nothing with such a number.")

    def asked(self, body: type[Body], **options) -> dict:
        """The body of the request, checked."""
        serializer = body(data=self.request.data, **options)
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data

    def filters(self, filters: type[Filters]) -> dict:
        """The query of the request, checked; a filter that was left empty is not there."""
        given = {name: value for name, value in self.request.query_params.items() if value != ""}
        serializer = filters(data=given)
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data

    def found(self, rows: Manager | QuerySet, pk: str):
        """The one of `rows` that the address names."""
        row = rows.filter(pk=pk).first()
        if row is None:
            raise Http404(f"There is no such {rows.model._meta.verbose_name} here.")
        return row

    def answer_page(self, rows, **context) -> Response:
        """One page of `rows`, whose order must be fixed."""
        page = self.paginate_queryset(rows)
        serializer = self.get_serializer_class()(page, many=True, context=self.get_serializer_context() | context)
        return self.get_paginated_response(serializer.data)


class JourneyViewSet(DeclaredViewSet):
    """For what is inside the journey of the URL: `self.journey`, once the access table let the person in."""

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        self.journey = journey_for(request.user, int(kwargs["journey_id"]), self.needs[self.action])
