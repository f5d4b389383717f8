"""The same stub at several of a site's URLs: a wall or an error page that no rule knows gives itself away by its twins.

What stands word for word at other articles of the site, under other headlines, is none of theirs. Who tells one story
under several addresses gives it one headline.
"""

import re

from writethru.elements import Article, ArticleState, Entry
from writethru.recurrence import Edges, fingerprint
from writethru.text import fold
from writethru.urls import site

NEW = 2  # other articles that must show a text for it to be none of a new one's; a wall shows itself at every one
KNOWN = 1  # the same where it stands in place of a version that is known
LONGEST = 1_500  # characters; walls and error pages say less, and of articles few are so short
# What a stub prints anew for each visitor: its own address, theirs, the clock, and the number that support may ask for.
OF_VISIT = re.compile(
    r"https?://\S+|\b\d{1,3}(?:\.\d{1,3}){3}\b|\b\d{1,2}:\d\d:\d\d\b"
    r"|\b(?=[\da-z-]*\d)(?=[\da-z-]*[a-z])[\da-z]{4}[\da-z-]{6,}\b|\b\d{10,}\b",
    re.IGNORECASE,
)


def read_stub(article: Article, entry: Entry | None, url: str) -> Edges | None:
    """Return a short text as the one line that it shows of the site at `url`; None of one that may be an article.

    Its story is its headline, that of the feed's entry where there is one: a stub has its own, or each article's.
    Raises ValueError for what is no http or https URL.
    """
    text = article.text
    if not text or len(text) > LONGEST:
        return None
    line = fingerprint(f"\0stub\n{OF_VISIT.sub(' ', text)}")
    headline = entry.title if entry and entry.title else article.headline
    return Edges(site(url), fingerprint(article.uri), fingerprint(headline), (line,))


def is_stub(article: Article, state: ArticleState | None, twins: int) -> bool:
    """Whether a text that so many other articles of its site show stands in place of this one's."""
    if state is None or state.article is None:
        return twins >= NEW
    shown = {fold(paragraph.text) for paragraph in article.paragraphs}
    return twins >= KNOWN and not any(fold(paragraph.text) in shown for paragraph in state.article.paragraphs)
