"""Tables, constraints and querysets."""

from journeys.models.accounts import User
from journeys.models.approvals import Approval
from journeys.models.comments import Comment
from journeys.models.costs import CostLine, CostPlan
from journeys.models.decisions import Decision
from journeys.models.dependencies import Dependency
from journeys.models.documents import Document
from journeys.models.events import Event
from journeys.models.files import Attachment
from journeys.models.houses import HouseStyle
from journeys.models.imports import Import
from journeys.models.invitations import Invitation, Transfer
from journeys.models.journeys import Journey, Member, Policy, Role
from journeys.models.light import LightOverride
from journeys.models.links import UploadLink
from journeys.models.mails import Mail
from journeys.models.notes import ArchitectureNote
from journeys.models.notifications import Follow, Notification, NotificationChoice
from journeys.models.playbook_uploads import FoundPlaybook, PlaybookUpload
from journeys.models.playbooks import Playbook
from journeys.models.raci import Letter, RaciLetter, RaciRole, Side
from journeys.models.resources import Resource
from journeys.models.risks import LEVEL_RULE, Impact, Level, Probability, Risk, level_of
from journeys.models.schedules import Schedule, ScheduleRun, Weekday
from journeys.models.spaces import Space, SpaceMember, Team, TeamMember, within_reach
from journeys.models.tree import (
    IN_SCOPE,
    OUT_OF_SCOPE,
    OUTCOMES,
    RESOLVED,
    ChecklistItem,
    Module,
    Outcome,
    Phase,
    Priority,
    Task,
    Tool,
)
from journeys.models.undo import Undo

__all__ = [
    "IN_SCOPE",
    "LEVEL_RULE",
    "OUTCOMES",
    "OUT_OF_SCOPE",
    "RESOLVED",
    "Approval",
    "ArchitectureNote",
    "Attachment",
    "ChecklistItem",
    "Comment",
    "CostLine",
    "CostPlan",
    "Decision",
    "Dependency",
    "Document",
    "Event",
    "Follow",
    "FoundPlaybook",
    "HouseStyle",
    "Impact",
    "Import",
    "Invitation",
    "Journey",
    "Letter",
    "Level",
    "LightOverride",
    "Mail",
    "Member",
    "Module",
    "Notification",
    "NotificationChoice",
    "Outcome",
    "Phase",
    "Playbook",
    "PlaybookUpload",
    "Policy",
    "Priority",
    "Probability",
    "RaciLetter",
    "RaciRole",
    "Resource",
    "Risk",
    "Role",
    "Schedule",
    "ScheduleRun",
    "Side",
    "Space",
    "SpaceMember",
    "Task",
    "Team",
    "TeamMember",
    "Tool",
    "Transfer",
    "Undo",
    "UploadLink",
    "User",
    "Weekday",
    "level_of",
    "within_reach",
]
