"""What is made of a video and of sound: the sizes a slow network and an old phone can take."""

from dataclasses import dataclass

HEIGHTS = (240, 360, 480)
RATES = {240: 200, 360: 400, 480: 700}
"""Highest bit rate of the picture, kbit/s, by the shorter side."""
SMALLER_BY = 0.8
"""A rendition as high as the original is only kept where it is at most so much of its size."""
SOUND_RATE = 48
"""kbit/s, one channel: speech stays clear."""
DEMUXERS = {
    "video/mp4": "mov",
    "audio/mp4": "mov",
    "audio/mpeg": "mp3",
    "audio/ogg": "ogg",
    "audio/wav": "wav",
}
"""How a file of this type is read; a playlist or a list of addresses is none of these."""
SOUND = (
    "-vn",
    "-map",
    "0:a:0",
    "-ac",
    "1",
    "-ar",
    "44100",
    "-c:a",
    "aac",
    "-b:a",
    f"{SOUND_RATE}k",
)
FAST_START = ("-movflags", "+faststart")


@dataclass(frozen=True)
class Output:
    """One file to make."""

    name: str
    """"240", "360", "480", "audio" or "poster"."""
    file_name: str
    content_type: str
    recipe: tuple[str, ...]
    is_optional: bool = False
    """May fail: a video without sound has no sound alone."""

    @property
    def height(self) -> int | None:
        """The shorter side of a picture, None of sound."""
        return int(self.name) if self.name.isdigit() else None


def of_video(*, shorter_side: int, duration_seconds: int, with_poster: bool) -> list[Output]:
    """Return what to make of a video, the least useful last."""
    found = [_picture(height) for height in HEIGHTS if height <= shorter_side]
    found.append(Output("audio", "audio.m4a", "audio/mp4", (*SOUND, *FAST_START), is_optional=True))
    if with_poster:
        at = str(min(2, duration_seconds // 2))
        still = ("-an", "-ss", at, "-frames:v", "1", "-c:v", "png", "-f", "image2", "-update", "1")
        found.append(Output("poster", "poster.png", "image/png", still, is_optional=True))
    return found


def of_sound() -> list[Output]:
    """Return what to make of a text read aloud."""
    return [Output("audio", "audio.m4a", "audio/mp4", (*SOUND, *FAST_START))]


def _picture(height: int) -> Output:
    """H.264 as every phone plays it; portrait videos are measured by their width."""
    scale = f"scale='if(gte(iw,ih),-2,{height})':'if(gte(iw,ih),{height},-2)'"
    rate = RATES[height]
    recipe = (
        *("-map", "0:v:0", "-map", "0:a:0?", "-vf", f"{scale},format=yuv420p"),
        *("-c:v", "libx264", "-profile:v", "baseline", "-level", "3.1", "-preset", "medium"),
        *(
            "-crf",
            "26",
            "-fpsmax",
            "30",
            "-maxrate",
            f"{rate}k",
            "-bufsize",
            f"{rate * 2}k",
            "-g",
            "100",
        ),
        *("-c:a", "aac", "-ac", "1", "-ar", "44100", "-b:a", f"{SOUND_RATE}k", *FAST_START),
    )
    return Output(str(height), f"{height}.mp4", "video/mp4", recipe)
