"""What learners read: one published document, parsed once per process and never changed."""

from catalog.published.cache import ContentCache, contents
from catalog.published.courses import (
    CourseNotFound,
    LessonNotFound,
    OutlineModule,
    PublishedContent,
    PublishedCourse,
    PublishedModule,
)
from catalog.published.files import AttachedFile, PublishedVideo, SoundFile, VideoSize
from catalog.published.lessons import LessonLabel, Practice, PublishedLesson, TextStep
from catalog.published.parsing import parse
from catalog.published.questions import Draw, PublishedOption, PublishedQuestion
from catalog.published.stories import Choice, Scene, Situation, Way

__all__ = [
    "AttachedFile",
    "Choice",
    "ContentCache",
    "CourseNotFound",
    "Draw",
    "LessonLabel",
    "LessonNotFound",
    "OutlineModule",
    "Practice",
    "PublishedContent",
    "PublishedCourse",
    "PublishedLesson",
    "PublishedModule",
    "PublishedOption",
    "PublishedQuestion",
    "PublishedVideo",
    "Scene",
    "Situation",
    "SoundFile",
    "TextStep",
    "VideoSize",
    "Way",
    "contents",
    "parse",
]
