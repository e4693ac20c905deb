"""Every address of the API; a slash at its end may be there or not."""

from django.urls import path, re_path
from rest_framework.routers import SimpleRouter

from journeys.api.approvals import ApprovalViewSet
from journeys.api.attachments import AttachmentViewSet
from journeys.api.branches import ModuleViewSet, PhaseViewSet
from journeys.api.bulk import BulkViewSet
from journeys.api.comments import CommentViewSet
from journeys.api.copies import CopyViewSet, SavedPlaybookViewSet
from journeys.api.costs import CostViewSet
from journeys.api.dates import DatesViewSet
from journeys.api.decisions import DecisionViewSet
from journeys.api.docs import DocsView, NothingHere, SchemaView
from journeys.api.documents import DocumentViewSet
from journeys.api.history import EventViewSet
from journeys.api.imports import ImportViewSet
from journeys.api.invitations import (
    JourneyInvitationViewSet,
    MyInvitationViewSet,
    SpaceInvitationViewSet,
    TeamInvitationViewSet,
)
from journeys.api.items import ItemViewSet
from journeys.api.journeys import JourneysViewSet
from journeys.api.light import LightViewSet
from journeys.api.members import MemberViewSet
from journeys.api.notes import NoteViewSet
from journeys.api.notifications import NotificationChoiceViewSet, NotificationViewSet
from journeys.api.playbooks import PlaybookViewSet
from journeys.api.raci import RaciRoleViewSet, RaciViewSet
from journeys.api.resources import ResourceViewSet
from journeys.api.risks import RiskViewSet
from journeys.api.schedules import MailViewSet, ScheduleViewSet
from journeys.api.search import SearchViewSet
from journeys.api.spaces import SpaceMemberViewSet, SpaceTeamViewSet, SpaceViewSet, TeamMemberViewSet, TeamViewSet
from journeys.api.tasks import TaskViewSet
from journeys.api.tokens import TokenViewSet
from journeys.api.tools import ToolViewSet
from journeys.api.transfers import JourneyTransferViewSet, TransferViewSet
from journeys.api.tree import TreeViewSet
from journeys.api.undo import UndoViewSet
from journeys.api.upgrades import UpgradeViewSet
from journeys.api.upload_links import UploadLinkViewSet

app_name = "api"

router = SimpleRouter()
router.trailing_slash = "/?"
router.register("spaces", SpaceViewSet, "space")
router.register(r"spaces/(?P<space_id>[0-9]+)/members", SpaceMemberViewSet, "space-member")
router.register(r"spaces/(?P<space_id>[0-9]+)/teams", SpaceTeamViewSet, "space-team")
router.register("teams", TeamViewSet, "team")
router.register(r"teams/(?P<team_id>[0-9]+)/members", TeamMemberViewSet, "team-member")
router.register("playbooks", PlaybookViewSet, "playbook")
router.register("journeys", JourneysViewSet, "journey")
router.register("invitations", MyInvitationViewSet, "my-invitation")
router.register("transfers", TransferViewSet, "transfer")
router.register(r"spaces/(?P<space_id>[0-9]+)/invitations", SpaceInvitationViewSet, "space-invitation")
router.register(r"teams/(?P<team_id>[0-9]+)/invitations", TeamInvitationViewSet, "team-invitation")
for name, viewset in {
    "approvals": ApprovalViewSet,
    "attachments": AttachmentViewSet,
    "comments": CommentViewSet,
    "copies": CopyViewSet,
    "costs": CostViewSet,
    "decisions": DecisionViewSet,
    "documents": DocumentViewSet,
    "history": EventViewSet,
    "imports": ImportViewSet,
    "invitations": JourneyInvitationViewSet,
    "items": ItemViewSet,
    "mails": MailViewSet,
    "members": MemberViewSet,
    "modules": ModuleViewSet,
    "notes": NoteViewSet,
    "phases": PhaseViewSet,
    "saved-playbooks": SavedPlaybookViewSet,
    "resources": ResourceViewSet,
    "risks": RiskViewSet,
    "raci": RaciViewSet,
    "raci/roles": RaciRoleViewSet,
    "schedules": ScheduleViewSet,
    "tasks": TaskViewSet,
    "tools": ToolViewSet,
    "tree": TreeViewSet,
    "upgrades": UpgradeViewSet,
    "upload-links": UploadLinkViewSet,
}.items():
    router.register(rf"journeys/(?P<journey_id>[0-9]+)/{name}", viewset, name.removesuffix("s"))

urlpatterns = [
    re_path("^token/?$", TokenViewSet.as_view({"post": "create", "delete": "destroy"}), name="token"),
    re_path("^notifications/?$", NotificationViewSet.as_view({"get": "list"}), name="notifications"),
    re_path("^notifications/read/?$", NotificationViewSet.as_view({"post": "read"}), name="notifications-read"),
    re_path(
        "^notifications/choices/?$",
        NotificationChoiceViewSet.as_view({"get": "retrieve", "put": "update"}),
        name="notification-choices",
    ),
    re_path("^search/?$", SearchViewSet.as_view({"get": "list"}), name="search"),
    re_path(
        r"^journeys/(?P<journey_id>[0-9]+)/light/?$",
        LightViewSet.as_view({"get": "retrieve", "post": "create", "delete": "destroy"}),
        name="light",
    ),
    re_path(
        r"^journeys/(?P<journey_id>[0-9]+)/dates/?$",
        DatesViewSet.as_view({"get": "retrieve", "post": "create"}),
        name="dates",
    ),
    re_path(
        r"^journeys/(?P<journey_id>[0-9]+)/transfer/?$",
        JourneyTransferViewSet.as_view({"get": "retrieve", "post": "create", "delete": "destroy"}),
        name="journey-transfer",
    ),
    re_path(
        r"^journeys/(?P<journey_id>[0-9]+)/undo/?$",
        UndoViewSet.as_view({"get": "retrieve", "post": "create"}),
        name="undo",
    ),
    re_path(
        r"^journeys/(?P<journey_id>[0-9]+)/tasks/bulk/?$", BulkViewSet.as_view({"post": "change"}), name="task-bulk"
    ),
    re_path(
        r"^journeys/(?P<journey_id>[0-9]+)/tasks/bulk/delete/?$",
        BulkViewSet.as_view({"post": "delete_many"}),
        name="task-bulk-delete",
    ),
    *router.urls,
    re_path("^schema/?$", SchemaView.as_view(), name="schema"),
    path("docs/", DocsView.as_view(), name="docs"),
    re_path("", NothingHere.as_view(), name="nothing"),
]
