"""What the demo tells: people, and two journeys. Tasks and items are named by the texts of the shipped playbook."""

from dataclasses import dataclass

from journeys.models import Role, Task

PLAYBOOK = "amazon-connect-migration"
SPACE = "Demo"


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    email: str
    role: Role
    organisation: str
    title: str


ANA = Person("Ana Ruiz", "ana.ruiz@example.com", Role.ADMIN, "Acme", "Project lead")
BEN = Person("Ben Tanaka", "ben.tanaka@example.com", Role.CONTRIBUTOR, "Acme", "Head of telephony")
CY = Person("Cy Okafor", "cy.okafor@example.com", Role.STAKEHOLDER, "Acme", "Finance controller")
PEOPLE = (ANA, BEN, CY)

# Modules that are done but for the tasks named in UNDER_WAY, and who owns their tasks.
DONE = {
    "Initial kickoff and high-level discovery for migration to Amazon Connect": ANA,
    "Contact Center MRA": BEN,
    "Estimate TCO": CY,
    "Get to know Amazon Connect": ANA,
    "Mobilize phase readiness": ANA,
    "Kick off and preplan the migration": BEN,
    "Populate backlogs": ANA,
}
ANSWERS = {
    "What is the name of the company?": "Acme Household Insurance",
    "What outcome does the company want to reach with Amazon Connect?": "One queue for all four sites, and callbacks.",
    "Why is Amazon Connect needed now?": "The contract for the old system ends in the spring.",
    "Which partner solutions does the company prefer?": "The workforce management that is in use stays.",
    "What are the current challenges?": "Long waits after storms; reports arrive a day late.",
    "In which countries do the agents work?": "Germany and Portugal",
    "How many agents are there?": "240, and up to 310 in the storm season",
    "How many contact centers are there?": "Four",
    "What percentage of agents work from home?": "60 %",
    "From which countries do customers call?": "Germany, Austria and Switzerland",
    "Which languages must be supported?": "German, English and French",
    "Which channels are in use (voice, chat, email and others)?": "Voice and e-mail; chat is planned.",
    "Which system routes calls automatically?": "The ACD of the old system, with 38 skills",
    "Which desktop tools do agents use?": "The claims system, the CRM and a softphone",
    "Which platform runs natural language or conversational bots?": "None today",
    "Who are your customers?": "Private households, about 900,000 contracts",
    "What are the top three reasons why customers call?": "A new claim, the state of a claim, a change of address",
    "Do you offer self-service, for example through an IVR?": "Only the choice of language and of a topic",
}
OTHER_ANSWER = "Written down in the record that is attached to this task."


@dataclass(frozen=True, slots=True)
class Open:
    """A task that is not done. Days count from today."""

    title: str
    owner: Person
    due: int
    status: Task.Status = Task.Status.PLANNED
    reason: str = ""
    settled: int = 0  # so many of its items are


UNDER_WAY = (
    Open("Record current state of business", ANA, 9, Task.Status.IN_PROGRESS, settled=3),
    Open("Record current state of technology", BEN, -3, Task.Status.IN_PROGRESS, settled=4),
    Open("Uncover and record potential pain points with existing solution", ANA, 12),
    Open("Record needs from a vision and strategy standpoint", CY, -1),
    Open("Record appropriate artifacts and decisions", ANA, 2, Task.Status.IN_PROGRESS, settled=4),
    Open("Discovery workshop", BEN, 6, Task.Status.IN_PROGRESS, settled=2),
    Open(
        "Create future-state architecture", BEN, 4, Task.Status.BLOCKED,
        "The carrier has not said yet which numbers can be ported on one day.", settled=1,
    ),
    Open("Inbound tests", BEN, 20, Task.Status.IN_PROGRESS, settled=5),
    Open("Outbound tests", BEN, 22),
    Open("Load and failover testing", BEN, 27, Task.Status.BLOCKED, "The test accounts need a higher quota first."),
    Open("Prepare the go-live checklist", ANA, 30),
    Open("AWS and carrier validation", BEN, 13),
)  # fmt: skip
LEFT_SCOPE = {
    "Working Backwards and agile methodology training": "The teams had this training last year.",
    "Customized agent experience training": "Agents keep the claims system; nothing is built for them.",
}
MODULE_LEFT_SCOPE = ("Improve call quality if needed", "Headsets and networks are renewed in a project of their own.")
TO_SIGN_OFF = "Create future-state architecture"
COMMENTS = (
    ("Create a directional TCO report", CY, "I used the **volumes of last year**. Is growth of 2 % a year right?"),
    ("Create a directional TCO report", ANA, "2 % is what the business plan says. Please note it as an assumption."),
    ("Create future-state architecture", BEN, "Asked the carrier again. They want to answer by Friday."),
    ("Inbound tests", BEN, "Case 6 failed: the French prompt plays in German. Fixed in the flow, to be run again."),
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A file for the first item of a task that asks for one."""

    task: str
    name: str
    text: str


EVIDENCE = (
    Evidence(
        "Understand all decision makers",
        "decision-makers.csv",
        "Name,Role,Decides on\nAna Ruiz,Project lead,Scope and plan\nBen Tanaka,Telephony,Numbers and carriers\n"
        "Cy Okafor,Finance,Budget\n",
    ),
    Evidence(
        "Create a directional TCO report",
        "tco-first-estimate.md",
        "# First estimate of the total cost of ownership\n\n| | Today | Amazon Connect |\n| --- | --- | --- |\n"
        "| Licences and lines, EUR a year | 1,240,000 | 610,000 |\n| Running it, EUR a year | 310,000 | 140,000 |\n\n"
        "Assumptions: 240 agents, volumes of last year, growth of 2 % a year.\n",
    ),
    Evidence(
        "Create decision log",
        "decision-log.csv",
        "Number,Decision,Decided on,By\n1,One instance for all four sites,2 weeks before,Ana Ruiz\n"
        "2,Recordings stay in the European Union,1 week before,Cy Okafor\n",
    ),
)

ACME = "Acme to Amazon Connect"
NORTHWIND = "Northwind service desk to Amazon Connect"
NORTHWIND_DONE = "Review prescriptive guidance on Amazon Connect migrations"
NORTHWIND_OPEN = (
    Open("Record details of the existing solution", BEN, 5, Task.Status.IN_PROGRESS, settled=2),
    Open("Specify business leaders responsible for migration", ANA, 8),
)
# What happened after the status report was made, so that it has something that changed since.
SINCE_THE_REPORT = ("Agent training", "Contact center manager training")

# Title and text of the architecture notes.
NOTES = {
    "Call flow": """How a call reaches an agent, today and after the move.

| Step | Today | Amazon Connect |
| --- | --- | --- |
| Main number | Carrier, forwarded to the PBX | Ported, claimed by the instance |
| Greeting and menu | IVR of the PBX, four levels | Contact flow, two levels |
| Queue | By skill, longest waiting first | Routing profiles, three queues |
| Recording | Recorder in the server room | Amazon S3, kept for 90 days |

The menu loses two levels: nine of ten callers choose one of three topics.
""",
    "Accounts and network": """- **Production** and **test** are two AWS accounts under the organisation of Acme.
- Agents work in the browser: HTTPS, and UDP 3478 for voice, leave the offices without the proxy.
- Single sign-on comes from the company's own directory by SAML.
""",
}
