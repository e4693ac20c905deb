"""Who wants to know what becomes of a task. It is their own matter: no history tells of it."""

from journeys.models import Follow, Task, User


def follow(*, task: Task, by: User) -> None:
    Follow.objects.get_or_create(task=task, user=by)


def unfollow(*, task: Task, by: User) -> None:
    Follow.objects.filter(task=task, user=by).delete()
