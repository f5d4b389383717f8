"""The *Harbour Gazette*, a small invented newspaper on loopback: two feeds, three kinds of page, two editions.

What edition two did to each article is known and stated in EXPECTED, so that a poll of both can be checked.
"""

from writethru.newsroom.editions import EXPECTED, Expected, Story, stories
from writethru.newsroom.server import Newsroom

__all__ = ["EXPECTED", "Expected", "Newsroom", "Story", "stories"]
