"""Every page, by the name that its view, template and test share."""

from django.urls import path

from journeys.web import items, outline, tasks

JOURNEY = "journeys/<int:journey_id>/"

urlpatterns = [
    path(f"{JOURNEY}outline/", outline.outline, name="outline"),
    path(f"{JOURNEY}pulse/", outline.pulse, name="pulse"),
    path(f"{JOURNEY}phases/<int:phase_id>/scope/", outline.phase_scope, name="phase_scope"),
    path(f"{JOURNEY}modules/<int:module_id>/scope/", outline.module_scope, name="module_scope"),
    path(f"{JOURNEY}tasks/", tasks.tasks, name="journey_tasks"),
    path(f"{JOURNEY}tasks/<int:task_id>/", tasks.task, name="task"),
    path(f"{JOURNEY}tasks/<int:task_id>/items/", items.task_items, name="task_items"),
    path(f"{JOURNEY}tasks/<int:task_id>/status/", tasks.task_status, name="task_status"),
    path(f"{JOURNEY}tasks/<int:task_id>/text/", tasks.task_text, name="task_text"),
    path(f"{JOURNEY}tasks/<int:task_id>/owner/", tasks.task_owner, name="task_owner"),
    path(f"{JOURNEY}tasks/<int:task_id>/dates/", tasks.task_dates, name="task_dates"),
    path(f"{JOURNEY}tasks/<int:task_id>/effort/", tasks.task_effort, name="task_effort"),
    path(f"{JOURNEY}tasks/<int:task_id>/comments/", tasks.comment_add, name="comment_add"),
    path(f"{JOURNEY}comments/<int:comment_id>/", tasks.comment_edit, name="comment_edit"),
    path(f"{JOURNEY}comments/<int:comment_id>/delete/", tasks.comment_delete, name="comment_delete"),
    path(f"{JOURNEY}items/<int:item_id>/settle/", items.item_settle, name="item_settle"),
    path(f"{JOURNEY}items/<int:item_id>/owner/", items.item_owner, name="item_owner"),
]
