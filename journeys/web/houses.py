"""How the documents of a space look: its Word template, its logo, its colours."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from journeys.access import spaces_for
from journeys.documents.house import SAMPLES, sample, try_out
from journeys.documents.reading import house_of
from journeys.documents.registry import FORMATS
from journeys.models import HouseStyle, Space
from journeys.services import houses
from journeys.services.colours import BLACK, ink_on
from journeys.services.errors import Refusal
from journeys.services.house_files import MOST_MIB_OF_LOGO, MOST_MIB_OF_TEMPLATE
from journeys.web.pages import space_page


class TemplateForm(forms.Form):
    upload = forms.FileField(
        label="Word document (.docx)",
        help_text=f"At most {MOST_MIB_OF_TEMPLATE} MiB, without macros and without links to other files.",
        widget=forms.FileInput({"accept": ".docx"}),
    )


class LogoForm(forms.Form):
    upload = forms.FileField(
        label="Picture (PNG or JPEG)",
        help_text=f"At most {MOST_MIB_OF_LOGO} MiB. Wide ones fit best beside a title.",
        widget=forms.FileInput({"accept": ".png,.jpg,.jpeg"}),
    )


class ColoursForm(forms.Form):
    accent = forms.CharField(
        label="Titles", required=False, max_length=7, help_text="Such as #0F766E. Nothing for the built-in one."
    )
    header_fill = forms.CharField(
        label="Behind the headings of tables", required=False, max_length=7,
        help_text="Their words are white or black by themselves, whichever can be read.",
    )  # fmt: skip


class BackForm(forms.Form):
    part = forms.ChoiceField(choices=[(part, part) for part in (*houses.BUILT_IN, "all")])


def may_in(request, space: Space, action: str) -> bool:
    return spaces_for(request.user, action).filter(pk=space.pk).exists()


@require_safe
@space_page("space.view")
def house(request, space: Space):
    return shown(request, space)


def shown(request, space: Space, status: int = 200, **forms_with_errors: forms.Form) -> HttpResponse:
    style = HouseStyle.objects.filter(space=space).select_related("changed_by").first()
    colours = {"accent": with_sign(style.accent), "header_fill": with_sign(style.header_fill)} if style else {}
    context = {
        "template_form": TemplateForm(auto_id="template_%s"),
        "logo_form": LogoForm(auto_id="logo_%s"),
        "colours_form": ColoursForm(initial=colours),
        "space": space,
        "style": style,
        "fill_ink": "black" if style and style.header_fill and ink_on(style.header_fill) == BLACK else "white",
        "may_change": may_in(request, space, "space.change"),
        "samples": {format: FORMATS[format].label for format in SAMPLES},
    }
    return render(request, "house.html", context | forms_with_errors, status=status)


def with_sign(colour: str) -> str:
    return f"#{colour}" if colour else ""


@require_POST
@space_page("space.change")
def house_template(request, space: Space):
    form = TemplateForm(request.POST, request.FILES, auto_id="template_%s")
    said = "Documents are made with this template from now on."
    return kept(request, space, "template_form", form, said, lambda upload: houses.set_template(
        space=space, upload=upload, by=request.user, try_out=try_out
    ))  # fmt: skip


@require_POST
@space_page("space.change")
def house_logo(request, space: Space):
    form = LogoForm(request.POST, request.FILES, auto_id="logo_%s")
    said = "Workbooks show this logo from now on."
    return kept(request, space, "logo_form", form, said, lambda upload: houses.set_logo(
        space=space, upload=upload, by=request.user
    ))  # fmt: skip


@require_POST
@space_page("space.change")
def house_colours(request, space: Space):
    form = ColoursForm(request.POST)
    said = "Documents have these colours from now on."
    return kept(request, space, "colours_form", form, said, lambda **colours: houses.set_colours(
        space=space, by=request.user, **colours
    ))  # fmt: skip


def kept(request, space: Space, name: str, form: forms.Form, said: str, keep) -> HttpResponse:
    """Keeps what the form holds, or shows the page again with the reason beside the field."""
    if not form.is_valid():
        return shown(request, space, **{name: form})
    try:
        keep(**form.cleaned_data)
    except Refusal as refusal:
        form.add_error(next(iter(form.fields)), str(refusal))
        return shown(request, space, status=409, **{name: form})
    messages.success(request, said)
    return redirect("house", space.pk)


@require_POST
@space_page("space.change")
def house_back(request, space: Space):
    form = BackForm(request.POST)
    if not form.is_valid():
        raise Http404("There is no such part of the look.")
    houses.take_back(space=space, by=request.user, **form.cleaned_data)
    messages.success(request, "That is as built in again. Documents that were made before stay as they are.")
    return redirect("house", space.pk)


@require_safe
@space_page("space.view")
def house_sample(request, space: Space, format: str):
    if format not in SAMPLES:
        raise Http404("There is no such sample.")
    space = Space.objects.select_related("house_style").get(pk=space.pk)
    answer = HttpResponse(sample(format, space.name, house_of(space)), content_type=FORMATS[format].content_type)
    answer["Content-Disposition"] = f'attachment; filename="sample.{format}"'
    return answer
