"""The desk: what agents do. Each act is one transaction with one event; who was slower is told who was faster."""

from mailbot.desk.automatic import Automatic
from mailbot.desk.bench import Bench
from mailbot.desk.course import Course
from mailbot.desk.replies import Approved, Replies
from mailbot.desk.surgery import Surgery


class Desk(Replies, Course, Surgery, Automatic):
    """All acts of an agent: replies, the course of a case, and cutting and joining cases."""


__all__ = ["Approved", "Bench", "Course", "Desk", "Replies", "Surgery"]
