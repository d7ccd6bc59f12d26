"""What goes out compressed: text that is there as a whole, to those who can read it."""

import gzip
import io

import pytest
from django.http import FileResponse, HttpResponse
from django.test import RequestFactory

from config.ui.middleware import CompressionMiddleware

WORDS = "Học kỹ năng số, mỗi ngày một ít. " * 40


def sent(response, accepts="gzip, br"):
    """The response as it leaves."""
    asked = RequestFactory().get("/", headers={"Accept-Encoding": accepts})
    return CompressionMiddleware(lambda _request: response)(asked)


@pytest.mark.parametrize(
    "kind", ["text/html; charset=utf-8", "application/json", "application/manifest+json"]
)
def test_text_is_compressed_for_those_who_can_read_it(kind):
    response = sent(HttpResponse(WORDS, content_type=kind))

    assert response["Content-Encoding"] == "gzip"
    assert gzip.decompress(response.content).decode() == WORDS
    assert response["Vary"] == "Accept-Encoding"


def test_others_get_it_as_it_is():
    response = sent(HttpResponse(WORDS), accepts="identity")

    assert response.content.decode() == WORDS
    assert response["Vary"] == "Accept-Encoding"


def test_files_keep_their_length():
    video = FileResponse(io.BytesIO(b"v" * 5000), content_type="video/mp4")
    captions = FileResponse(io.BytesIO(b"WEBVTT\n" * 500), content_type="text/vtt")
    font = HttpResponse(b"f" * 5000, content_type="font/woff2")

    assert [one.has_header("Content-Encoding") for one in map(sent, (video, captions, font))] == [
        False, False, False,
    ]  # fmt: skip
