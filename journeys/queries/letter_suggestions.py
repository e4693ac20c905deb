"""Letters that a role could have, each with the rule that suggests it. A person accepts them; nothing is set here."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from re import Pattern

from journeys.models import Letter, RaciRole, Side
from journeys.queries.raci import ANSWERS, Row

ANYTHING = re.compile("")
EVERY_SIDE = frozenset(Side)


@dataclass(frozen=True, slots=True)
class LetterRule:
    """Suggests `letter` to roles whose name has the one words, for rows whose title has the others."""

    letter: Letter
    says: str
    role: Pattern[str]
    row: Pattern[str] = ANYTHING
    sides: frozenset[Side] = EVERY_SIDE
    only_modules: bool = False

    def is_for(self, role: RaciRole) -> bool:
        return role.side in self.sides and bool(self.role.search(role.name))

    def fits(self, row: Row) -> bool:
        return (row.is_module or not self.only_modules) and bool(self.row.search(row.title))


def words(pattern: str) -> Pattern[str]:
    """Words that begin like one of these."""
    return re.compile(rf"\b(?:{pattern})", re.IGNORECASE)


OUTSIDE_AWS = EVERY_SIDE - {Side.AWS}
# The first that fits a row wins.
RULES = (
    LetterRule(
        Letter.CONSULTED, "AWS advises on architecture, workshops, limits and best practices.",
        words("solutions arch|technical account|professional"),
        words("architect|workshop|discovery|quota|limit|best practice|prescriptive|readiness"), frozenset({Side.AWS}),
    ),
    LetterRule(
        Letter.RESPONSIBLE, "Architects do the work on architecture and design.",
        words("architect|contact center arch"), words("architect|design|blueprint"), OUTSIDE_AWS,
    ),
    LetterRule(
        Letter.ACCOUNTABLE, "Finance answers for costs and the business case.",
        words("financ|chief financ|cfo|budget"), words("tco|cost|econom|business case|budget"),
    ),
    LetterRule(
        Letter.RESPONSIBLE, "Network and telephony do the work on numbers, carriers and networks.",
        words("network|teleph|carrier|cloud and infra|infrastructure"),
        words(r"network|carrier|port\b|porting|number|call quality|teleph|bandwidth"),
    ),
    LetterRule(
        Letter.RESPONSIBLE, "Security does the work on security and sign-in.",
        words("secur|sso|identity|complian"), words("secur|sso|identity|complian|encrypt"),
    ),
    LetterRule(
        Letter.RESPONSIBLE, "Reporting does the work on reports and dashboards.",
        words("report|analyt|data|edw"), words("report|analyt|dashboard|metric"),
    ),
    LetterRule(
        Letter.RESPONSIBLE, "Test leads do the work on tests.", words("test|quality"), words("test"),
    ),
    LetterRule(
        Letter.RESPONSIBLE, "Developers do the work on flows, bots and integrations.",
        words("develop|application|contact flow|ivr|crm"),
        words("flow|build|develop|integrat|ivr|crm|bot|lambda|desktop"),
    ),
    LetterRule(
        Letter.CONSULTED, "Operations are asked about agents, training, tests and go-live.",
        words("operation|contact center|call center|supervisor"),
        words("agent|train|test|go-live|go live|launch|cutover"),
    ),
    LetterRule(
        Letter.INFORMED, "Executives are told about each module.",
        words(r"chief|executive|sponsor|c[a-z]o\b"), only_modules=True,
    ),
    LetterRule(
        Letter.INFORMED, "Account managers are told about each module.",
        words("account manager"), only_modules=True,
    ),
    LetterRule(
        Letter.ACCOUNTABLE, "A project lead answers for what nobody else answers for.",
        words("project lead|project manager|program|migration lead|product manager"), sides=frozenset({Side.CUSTOMER}),
    ),
)  # fmt: skip
OWNER_HOLDS_IT = "Who owns the task holds this role."


@dataclass(frozen=True, slots=True)
class Suggestion:
    row: Row
    letter: Letter
    says: str


def letters_for(role: RaciRole, rows: Iterable[Row]) -> Iterator[Suggestion]:
    """For rows in scope in which the role has no letter yet; never a second A. `role` comes with its members."""
    holders = {member.pk for member in role.members.all()}
    rules = [rule for rule in RULES if rule.is_for(role)]
    for row in rows:
        if not row.in_scope or role.pk in row.letters:
            continue
        if row.owner_id in holders:
            yield Suggestion(row, Letter.RESPONSIBLE, OWNER_HOLDS_IT)
            continue
        has_a = any(letter in ANSWERS for letter in row.letters.values())
        fitting = (rule for rule in rules if rule.fits(row) and not (has_a and rule.letter in ANSWERS))
        if rule := next(fitting, None):
            yield Suggestion(row, rule.letter, rule.says)
