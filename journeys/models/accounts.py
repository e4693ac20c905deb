from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower


class UserManager(BaseUserManager["User"]):
    """Addresses are kept in lower case, so that one person has one account."""

    def create_user(self, email: str, name: str, password: str | None = None, **fields) -> "User":
        user = self.model(email=email.strip().lower(), name=name.strip(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, name: str, password: str | None = None) -> "User":
        return self.create_user(email, name, password, is_staff=True, is_superuser=True)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account, who signs in with an e-mail address."""

    email = models.EmailField("e-mail address", unique=True)
    name = models.CharField(max_length=150)
    is_staff = models.BooleanField("operator", default=False, help_text="May open the Django admin.")
    is_active = models.BooleanField(default=True, help_text="Untick instead of deleting: history keeps its names.")
    date_joined = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")),
                name="user_email_in_lower_case",
                violation_error_message="Write the e-mail address in lower case.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
