"""A few addresses with which the doors are tried."""

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.template import engines
from django.template.response import TemplateResponse
from django.urls import path

from catalog.models import Course
from tenants.web import health


def where(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("select current_user, (current_schemas(false))[1]")
        role, schema = cursor.fetchone()
    return JsonResponse(
        {"schema": schema, "role": role, "signed_in": request.user.is_authenticated}
    )


def write(request: HttpRequest, status: int) -> HttpResponse:
    Course.objects.create(slug="an-toan", title="An toàn", audience="officials")
    if status == 500:
        raise ZeroDivisionError
    return HttpResponse(status=status)


def lazy(request: HttpRequest) -> HttpResponse:
    template = engines["django"].from_string("{% for course in courses %}{{ course }}{% endfor %}")
    return TemplateResponse(request, template, {"courses": Course.objects.all()})


def streaming(request: HttpRequest) -> StreamingHttpResponse:
    def lines():
        for course in Course.objects.all():
            yield course.title

    return StreamingHttpResponse(lines())


urlpatterns = [
    path("where/", where),
    path("write/<int:status>/", write),
    path("lazy/", lazy),
    path("streaming/", streaming),
    path("healthz/ready", health.ready),
]
handler404 = "config.ui.errors.not_found"
handler500 = "config.ui.errors.server_error"
