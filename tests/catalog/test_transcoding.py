"""Lighter files of videos and sound: made once, also after a kill, or said why not."""

import shutil
import subprocess
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from catalog import actions, documents, media, queries
from catalog.models import Lesson, MediaFile
from catalog.transcoding import recipes, runs, standing, tools
from tenants.context import in_province
from tenants.jobs import actions as jobs
from tenants.jobs.models import Job
from tests.catalog import library, package_files
from tests.catalog.little_files import m4a, wav

needs_ffmpeg = pytest.mark.skipif(not shutil.which("ffmpeg"), reason="needs the program ffmpeg")
QUEUE = "transcoding"


def sent(name, content):
    return SimpleUploadedFile(name, content)


@pytest.fixture
def lesson(quangnam):
    """A lesson of Quảng Nam whose video of 640 × 360 was just uploaded."""
    with in_province(quangnam):
        made = Lesson.objects.get(module__course=library.course_without_faults(), title="Bài một")
        return give_video(made, package_files.mp4(seconds=100) + b"\0" * 60_000)


def give_video(lesson, content):
    video = sent("a.mp4", content)
    return actions.set_video(
        lesson=lesson, video=video, captions=None, poster=None, transcript="Lời.", by=None
    )


class FakeTool:
    """ffmpeg as the tests play it: writes a file of the right kind, says how far it is."""

    def __init__(self):
        self.made = []
        self.dies_at = ""
        self.on_progress = lambda: None

    def make(self, *, source, demuxer, target, recipe, progress):
        """Write what was asked for."""
        assert source.read_bytes()
        if target.stem == self.dies_at:
            raise KeyboardInterrupt
        self.made.append((target.name, demuxer))
        self.on_progress()
        progress(50.0)
        content = {
            ".mp4": package_files.mp4() + target.stem.encode(),
            ".m4a": m4a(seconds=100),
            ".png": package_files.webp(),
        }
        target.write_bytes(content[target.suffix])


@pytest.fixture
def tool(monkeypatch):
    fake = FakeTool()
    monkeypatch.setattr(tools, "program", lambda: "/usr/bin/ffmpeg")
    monkeypatch.setattr(tools, "make", fake.make)
    return fake


def work(place):
    """Do what the transcoding worker would do now."""
    while (job := jobs.claim_job(place, queue=QUEUE)) is not None:
        jobs.run_job(place, job)


def state_of(place, lesson, part="video"):
    with in_province(place):
        return standing.standing_of(Lesson.objects.get(pk=lesson.pk), part)


def video_of(place, lesson):
    with in_province(place):
        return Lesson.objects.get(pk=lesson.pk).video


def test_upload_queues_one_job_on_a_queue_of_its_own(quangnam, lesson):
    with in_province(quangnam):
        assert list(Job.objects.values_list("kind", "state")) == [("catalog.transcode", "queued")]

    jobs.run_due(quangnam)

    assert state_of(quangnam, lesson).state == "waiting"


def test_video_gets_sizes_sound_and_poster(quangnam, lesson, tool):
    work(quangnam)

    video = video_of(quangnam, lesson)
    with in_province(quangnam):
        kinds = {
            one.sha256: (one.content_type, one.height)
            for one in MediaFile.objects.exclude(sha256=video["sha256"])
        }
        assert [one["height"] for one in video["renditions"]] == [360, 360]
        documents.examine(documents.from_course(lesson.module.course))
    assert tool.made == [
        ("240.mp4", "mov"),
        ("360.mp4", "mov"),
        ("audio.m4a", "mov"),
        ("poster.png", "mov"),
    ]
    assert kinds[video["audio_sha256"]] == ("audio/mp4", None)
    assert kinds[video["poster_sha256"]] == ("image/webp", 6)
    found = state_of(quangnam, lesson)
    assert (found.state, found.is_open, len(found.files)) == ("done", False, 4)


def test_sizes_higher_than_the_source_are_not_made():
    names = [
        one.name
        for one in recipes.of_video(shorter_side=300, duration_seconds=9, with_poster=False)
    ]

    assert names == ["240", "audio"]


def test_size_that_is_not_smaller_is_left_out(quangnam, tool):
    with in_province(quangnam):
        made = Lesson.objects.get(module__course=library.course_without_faults(), title="Bài một")
        lesson = give_video(made, package_files.mp4())

    work(quangnam)

    assert "renditions" not in video_of(quangnam, lesson)
    assert state_of(quangnam, lesson).state == "done"


@pytest.mark.parametrize("step", ["240", "360", "audio", "poster"])
def test_killed_at_any_step_and_run_again_ends_the_same(quangnam, lesson, tool, step):
    tool.dies_at = step
    with pytest.raises(KeyboardInterrupt):
        work(quangnam)
    assert state_of(quangnam, lesson).state == "running"
    with in_province(quangnam):
        Job.objects.update(heartbeat_at=timezone.now() - timedelta(minutes=2))
    tool.dies_at = ""

    work(quangnam)

    assert sorted(name for name, _kind in tool.made) == [
        "240.mp4",
        "360.mp4",
        "audio.m4a",
        "poster.png",
    ]
    video = video_of(quangnam, lesson)
    assert len(video["renditions"]) == 2
    assert video["audio_sha256"]
    assert video["poster_sha256"]


def test_killed_after_the_files_before_the_lesson_makes_nothing_twice(
    quangnam, lesson, tool, monkeypatch
):
    from catalog.actions import transcoding

    keep = transcoding.keep_made

    def dies(**_values):
        raise KeyboardInterrupt

    monkeypatch.setattr(transcoding, "keep_made", dies)
    with pytest.raises(KeyboardInterrupt):
        work(quangnam)
    monkeypatch.setattr(transcoding, "keep_made", keep)
    with in_province(quangnam):
        Job.objects.update(heartbeat_at=timezone.now() - timedelta(minutes=2))

    work(quangnam)

    assert len(tool.made) == 4
    assert len(video_of(quangnam, lesson)["renditions"]) == 2


def test_video_replaced_meanwhile_stays_as_it_is(quangnam, lesson, tool, monkeypatch):
    monkeypatch.setattr(runs, "TELL_EVERY_SECONDS", 0)

    def replace():
        tool.on_progress = lambda: None
        with in_province(quangnam):
            give_video(Lesson.objects.get(pk=lesson.pk), package_files.mp4(seconds=7))

    tool.on_progress = replace

    work(quangnam)

    video = video_of(quangnam, lesson)
    assert video["duration_seconds"] == 7
    with in_province(quangnam):
        assert [one.state for one in Job.objects.order_by("pk")] == ["done", "done"]
        assert MediaFile.objects.filter(sha256=video["audio_sha256"]).exists()


def test_removed_video_stays_removed(quangnam, lesson, tool):
    with in_province(quangnam):
        actions.remove_video(lesson=lesson, by=None)

    work(quangnam)

    assert (video_of(quangnam, lesson), tool.made) == (None, [])


def test_new_video_loses_what_was_made_of_the_old_one(quangnam, lesson, tool):
    work(quangnam)
    old = video_of(quangnam, lesson)

    with in_province(quangnam):
        give_video(Lesson.objects.get(pk=lesson.pk), package_files.mp4(seconds=7))

    video = video_of(quangnam, lesson)
    assert old["poster_sha256"]
    assert (video["poster_sha256"], "renditions" in video, "audio_sha256" in video) == (
        None,
        False,
        False,
    )


def test_published_document_is_not_touched(quangnam, lesson, tool):
    with in_province(quangnam):
        course = lesson.module.course
        captions = media.store(b"WEBVTT", content_type="text/vtt").sha256
        Lesson.objects.filter(pk=lesson.pk).update(
            video=lesson.video | {"captions_sha256": captions}
        )
        edition = actions.publish_course(course=course, changelog="", is_minor=False, by=None)

    work(quangnam)

    with in_province(quangnam):
        lessons = edition.document.content["modules"][0]["lessons"]
        assert "renditions" not in lessons[0]["video"]
        assert queries.desk_state(course).has_changes


def test_text_being_written_is_not_said_to_have_changed(quangnam, lesson, tool):
    with in_province(quangnam):
        before = Lesson.objects.get(pk=lesson.pk).updated_at

    work(quangnam)

    with in_province(quangnam):
        assert Lesson.objects.get(pk=lesson.pk).updated_at == before


def test_without_ffmpeg_the_state_says_so(quangnam, lesson, monkeypatch, minh):
    monkeypatch.setattr(tools, "program", lambda: None)

    work(quangnam)

    found = state_of(quangnam, lesson)
    assert (found.state, found.error_code) == ("absent", "FFMPEG_ABSENT")
    page = minh.get(f"/desk/lessons/{lesson.uid}/video/").content.decode()
    assert "Máy chủ chưa cài ffmpeg: người học chỉ có bản gốc" in page
    assert "hx-trigger" not in page


def test_new_try_after_ffmpeg_was_installed(quangnam, lesson, monkeypatch, tool, minh):
    monkeypatch.setattr(tools, "program", lambda: None)
    work(quangnam)
    monkeypatch.setattr(tools, "program", lambda: "/usr/bin/ffmpeg")

    answer = minh.post(f"/desk/lessons/{lesson.uid}/transcoding/?video")
    work(quangnam)

    assert answer.url == f"/desk/lessons/{lesson.uid}/video/"
    assert state_of(quangnam, lesson).state == "done"


def test_job_that_nobody_takes_is_not_an_endless_wait(quangnam, lesson, minh):
    with in_province(quangnam):
        Job.objects.update(created_at=timezone.now() - timedelta(minutes=4))

    assert state_of(quangnam, lesson).state == "stuck"
    page = minh.get(f"/desk/lessons/{lesson.uid}/video/").content.decode()
    assert "Việc tạo bản nhẹ chưa được nhận" in page


@pytest.mark.parametrize(
    ("error", "code"),
    [(tools.ToolFailed("x"), "MEDIA_UNREADABLE"), (tools.ToolTooSlow(), "TRANSCODING_TOO_SLOW")],
)
def test_failure_says_what_to_do(quangnam, lesson, monkeypatch, tool, minh, error, code):
    def fails(**_values):
        raise error

    monkeypatch.setattr(tools, "make", fails)

    work(quangnam)

    assert state_of(quangnam, lesson).error_code == code
    assert code in minh.get(f"/desk/lessons/{lesson.uid}/video/").content.decode()


def test_progress_is_a_fragment_that_asks_again(quangnam, lesson, minh):
    with in_province(quangnam):
        Job.objects.update(state="running", done_count=42, total_count=100)

    headers = {"HX-Request": "true"}
    shown = minh.get(f"/desk/lessons/{lesson.uid}/transcoding/?video", headers=headers)

    assert "42 %" in shown.content.decode()
    assert 'hx-trigger="every 3s"' in shown.content.decode()
    assert "<html" not in shown.content.decode()


def test_transcoding_of_another_province_looks_like_none(lesson, hoa):
    address = f"/desk/lessons/{lesson.uid}/transcoding/?video"

    assert (hoa.get(address).status_code, hoa.post(address).status_code) == (404, 404)


def test_sound_becomes_aac_of_few_bits(quangnam, lesson, tool):
    with in_province(quangnam):
        upload = sent("doc.wav", wav(seconds=100))
        before = actions.set_audio(lesson=lesson, sound=upload, by=None).audio
        Job.objects.filter(params__part="video").delete()

    work(quangnam)

    with in_province(quangnam):
        after = Lesson.objects.get(pk=lesson.pk).audio
        file = MediaFile.objects.get(sha256=after["sha256"])
    assert after["sha256"] != before["sha256"]
    assert (after["duration_seconds"], file.content_type) == (100, "audio/mp4")
    assert tool.made == [("audio.m4a", "wav")]
    assert state_of(quangnam, lesson, "audio").state == "done"


def test_sound_that_is_light_already_needs_no_job(quangnam, lesson):
    with in_province(quangnam):
        Job.objects.all().delete()
        actions.set_audio(lesson=lesson, sound=sent("a.m4a", m4a(seconds=100)), by=None)

        assert Job.objects.count() == 0
    assert state_of(quangnam, lesson, "audio").state == "done"


def test_command_gives_the_program_no_network_no_guess_and_one_thread(tmp_path):
    told = tools.command(
        "ffmpeg", source=tmp_path / "s", demuxer="mov", target=tmp_path / "t.mp4", recipe=["-vn"]
    )

    assert told[told.index("-protocol_whitelist") + 1] == "file"
    assert told[told.index("-f") + 1] == "mov"
    assert told.index("-f") < told.index("-i")
    assert "-nostdin" in told
    assert told[told.index("-map_metadata") + 1] == "-1"


def test_slow_program_is_stopped(tmp_path, monkeypatch):
    program = tmp_path / "ffmpeg"
    program.write_text("#!/bin/sh\nexec sleep 60\n")
    program.chmod(0o755)
    monkeypatch.setattr(tools, "program", lambda: str(program))
    monkeypatch.setattr(tools, "SECONDS_AT_MOST", 0.2)
    monkeypatch.setattr(tools, "LOOK_EVERY_SECONDS", 0.05)

    with pytest.raises(tools.ToolTooSlow):
        tools.make(
            source=tmp_path / "s",
            demuxer="mov",
            target=tmp_path / "t",
            recipe=[],
            progress=lambda _seconds: None,
        )


def test_program_that_fails_is_told_in_its_own_words(tmp_path, monkeypatch):
    program = tmp_path / "ffmpeg"
    program.write_text('#!/bin/sh\necho "moov atom not found" >&2\nexit 1\n')
    program.chmod(0o755)
    monkeypatch.setattr(tools, "program", lambda: str(program))

    with pytest.raises(tools.ToolFailed, match="moov atom not found"):
        tools.make(
            source=tmp_path / "s",
            demuxer="mov",
            target=tmp_path / "t",
            recipe=[],
            progress=lambda _seconds: None,
        )


def test_switched_off_program_is_absent(settings):
    settings.FFMPEG = ""

    assert tools.program() is None


def test_folder_of_a_killed_run_is_emptied(tmp_path, monkeypatch):
    uid = "a" * 36
    monkeypatch.setattr(runs.tempfile, "gettempdir", lambda: str(tmp_path))
    left = tmp_path / runs.FOLDER / uid
    left.mkdir(parents=True)
    (left / "half.mp4").write_bytes(b"half")

    with runs.folder_of(uid) as folder:
        assert list(folder.iterdir()) == []

    assert list((tmp_path / runs.FOLDER).iterdir()) == []


@needs_ffmpeg
def test_ffmpeg_makes_a_smaller_video_and_its_sound(tmp_path):
    source = tmp_path / "source.mp4"
    subprocess.run(
        [
            *("ffmpeg", "-nostdin", "-loglevel", "error", "-f", "lavfi", "-i"),
            *("testsrc=duration=2:size=640x360:rate=25", "-f", "lavfi", "-i"),
            *("sine=duration=2", "-shortest", "-c:v", "libx264", "-c:a", "aac", str(source)),
        ],
        check=True,
        timeout=60,
    )
    told = []

    outputs = recipes.of_video(shorter_side=360, duration_seconds=2, with_poster=True)
    for output in outputs:
        target = tmp_path / output.file_name
        tools.make(
            source=source,
            demuxer="mov",
            target=target,
            recipe=output.recipe,
            progress=told.append,
        )

    seen = {
        one.name: runs.examined(one, (tmp_path / one.file_name).read_bytes()) for one in outputs
    }
    assert seen["240"] == {"content_type": "video/mp4", "width": 426, "height": 240}
    assert seen["360"] == {"content_type": "video/mp4", "width": 640, "height": 360}
    assert seen["audio"] == {"content_type": "audio/mp4"}
    assert (seen["poster"]["width"], seen["poster"]["height"]) == (640, 360)
    content = (tmp_path / "240.mp4").read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")
    assert max(told) >= 1


@needs_ffmpeg
def test_ffmpeg_follows_no_address_in_what_was_uploaded(tmp_path):
    source = tmp_path / "list.mp4"
    source.write_text("ffconcat version 1.0\nfile http://127.0.0.1:1/a.mp4\n")

    with pytest.raises(tools.ToolFailed):
        tools.make(
            source=source,
            demuxer="mov",
            target=tmp_path / "t.m4a",
            recipe=recipes.of_sound()[0].recipe,
            progress=lambda _seconds: None,
        )
