"""What operators do in Django's admin: accounts and spaces. All else is there to look at: only services write it."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.db import transaction
from rest_framework.authtoken.models import TokenProxy

from journeys.models import Document, Event, Journey, Playbook, Space, SpaceMember, User
from journeys.services.accounts import remove_second_factors, trust_address

admin.site.site_header = admin.site.site_title = "MigOps"
admin.site.index_title = "Operation"

# What libraries bring along: roles take the place of groups, tokens, second factors and sessions are for the eyes of
# their owner only, an address is changed with its account, and an OpenID provider is a setting.
for model in (Group, TokenProxy, EmailAddress, Authenticator, UserSession, SocialAccount, SocialApp, SocialToken):
    admin.site.unregister(model)


class LowerCaseEmail:
    """One address is one account, however it is written."""

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()


class UserCreateForm(LowerCaseEmail, AdminUserCreationForm):
    class Meta:
        model = User
        fields = ("email", "name")
        field_classes = {}


class UserEditForm(LowerCaseEmail, UserChangeForm):
    class Meta:
        model = User
        fields = "__all__"
        field_classes = {}


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    """Accounts are deactivated, never deleted: history keeps its names."""

    form, add_form = UserEditForm, UserCreateForm
    list_display = ("email", "name", "is_active", "is_staff", "is_superuser", "last_login")
    list_filter = ("is_active", "is_staff", "is_superuser")
    search_fields = ("email", "name")
    ordering = ("email",)
    fieldsets = (
        (None, {"fields": ("email", "name", "password")}),
        (
            "Access",
            {
                "fields": ("is_active", "is_staff", "is_superuser"),
                "description": "Whoever runs this installation is both an operator and a superuser.",
            },
        ),
        ("Dates", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "name", "usable_password", "password1", "password2")}),)
    readonly_fields = ("last_login", "date_joined")
    filter_horizontal = ()
    actions = ("take_second_factors",)

    @admin.action(description="Take the second factor away (phone and codes are lost)", permissions=["change"])
    def take_second_factors(self, request, chosen) -> None:
        gone = [user.name for user in chosen if remove_second_factors(user=user, by=request.user)]
        self.message_user(request, f"Without a second factor now: {', '.join(gone) or 'nobody, since none had one'}.")

    def save_model(self, request, obj, form, change) -> None:
        """An operator's word makes an address count, also one that is changed."""
        with transaction.atomic():
            super().save_model(request, obj, form, change)
            if not change or "email" in form.changed_data:
                trust_address(obj)

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


class SpaceMemberInline(admin.TabularInline):
    model = SpaceMember
    extra = 1
    autocomplete_fields = ("user",)


@admin.register(Space)
class SpaceAdmin(admin.ModelAdmin):
    list_display = ("name", "is_demo", "created_at")
    search_fields = ("name",)
    inlines = (SpaceMemberInline,)

    def has_delete_permission(self, request, obj=None) -> bool:
        """Its journeys would go without a trace, and the demo has its own way out."""
        return False


class ReadOnlyAdmin(admin.ModelAdmin):
    """Rows that only services write."""

    def has_add_permission(self, request, obj=None) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


@admin.register(Journey)
class JourneyAdmin(ReadOnlyAdmin):
    list_display = ("title", "space", "revision", "changed_at", "locked_at", "archived_at", "deleted_at")
    list_filter = ("space",)
    list_select_related = ("space",)
    search_fields = ("title",)


@admin.register(Playbook)
class PlaybookAdmin(ReadOnlyAdmin):
    list_display = ("title", "version", "slug", "space", "imported_at")
    list_select_related = ("space",)
    search_fields = ("title", "slug")


@admin.register(Document)
class DocumentAdmin(ReadOnlyAdmin):
    list_display = ("__str__", "journey", "status", "progress", "attempts", "asked_at", "finished_at", "reason")
    list_filter = ("status", "kind", "format")
    list_select_related = ("journey",)
    # A link to the file would go around the check of who may download it.
    exclude = ("file",)


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    list_display = ("at", "journey", "sequence", "verb", "actor_name")
    list_select_related = ("journey",)
    search_fields = ("verb", "actor_name")
    ordering = ("-pk",)
    show_full_result_count = False
