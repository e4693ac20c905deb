"""Journeys that are handed over."""

from django.db.models import Q
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from journeys.access import SIGNED_IN, journey_for
from journeys.api.bodies import Body
from journeys.api.copies import space_field
from journeys.api.people import PersonSerializer
from journeys.api.viewsets import DeclaredViewSet, JourneyViewSet
from journeys.models import Journey, Transfer
from journeys.queries.pending import waiting_transfers
from journeys.services.transfers import accept, decline, offer, withdraw


class OfferedJourneySerializer(serializers.ModelSerializer):
    class Meta:
        model = Journey
        fields = ["id", "title"]


class TransferSerializer(serializers.ModelSerializer):
    """A journey that someone offers to someone else. Nothing changes until it is accepted."""

    journey = OfferedJourneySerializer()
    asked_by = PersonSerializer()
    to = PersonSerializer()

    class Meta:
        model = Transfer
        fields = ["id", "journey", "asked_by", "to", "asked_at"]


class TransferAsk(Body):
    email = serializers.EmailField(max_length=254, help_text="Of a person of the journey or its space")


class TransferAccept(Body):
    space = space_field("journey.create")


class JourneyTransferViewSet(JourneyViewSet):
    needs = dict.fromkeys(("retrieve", "create", "destroy"), "journey.change")
    serializer_class = TransferSerializer
    queryset = Transfer.objects.none()

    def retrieve(self, request, journey_id):
        """The offer that waits for an answer; 404 without one."""
        return Response(TransferSerializer(self.waiting()).data)

    @extend_schema(request=TransferAsk, responses={201: TransferSerializer})
    def create(self, request, journey_id):
        """Offer the journey to someone, who becomes an admin of it once they take it over. Teams of its space leave."""
        made = offer(journey=self.journey, by=request.user, **self.asked(TransferAsk))
        return Response(TransferSerializer(made).data, status=201)

    def destroy(self, request, journey_id):
        """Withdraw the offer."""
        withdraw(transfer=self.waiting(), by=request.user)
        return Response(status=204)

    def waiting(self) -> Transfer:
        transfer = waiting_transfers().filter(journey=self.journey).first()
        if transfer is None:
            raise Http404("This journey is not offered to anyone.")
        return transfer


class TransferViewSet(DeclaredViewSet):
    """The journeys that are offered to you or by you, and wait for an answer."""

    needs = dict.fromkeys(("list", "accept", "decline", "withdraw"), SIGNED_IN)
    serializer_class = TransferSerializer
    queryset = Transfer.objects.none()

    def list(self, request):
        """The first offered first."""
        return self.answer_page(waiting_transfers().filter(Q(to=request.user) | Q(asked_by=request.user)))

    @extend_schema(request=TransferAccept, responses=OfferedJourneySerializer)
    @action(detail=True, methods=["post"])
    def accept(self, request, pk):
        """Take the journey over, into a space where you may create journeys."""
        asked = self.asked(TransferAccept, context={"user": request.user})
        journey = accept(transfer=self.to_me(pk), by=request.user, **asked)
        return Response(OfferedJourneySerializer(journey_for(request.user, journey.pk, "journey.view")).data)

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    def decline(self, request, pk):
        """Nothing changes."""
        decline(transfer=self.to_me(pk), by=request.user)
        return Response(status=204)

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    def withdraw(self, request, pk):
        """Take back what you offered."""
        withdraw(transfer=self.found(waiting_transfers().filter(asked_by=request.user), pk), by=request.user)
        return Response(status=204)

    def to_me(self, pk: str) -> Transfer:
        return self.found(waiting_transfers().filter(to=self.request.user), pk)
