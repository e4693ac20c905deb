from allauth.account.adapter import DefaultAccountAdapter


class Adapter(DefaultAccountAdapter):
    """Accounts are made by operators and admins: nobody signs up by themselves."""

    def is_open_for_signup(self, request) -> bool:
        return False

    def format_email_subject(self, subject) -> str:
        return f"MigOps: {subject}"
