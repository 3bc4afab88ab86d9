"""Untrusted text on its way to the screen.

Titles and abstracts come from files: in Markdown a title can draw links and images that call
other hosts. Whatever is not ours goes through `plain` (st.markdown, st.error, labels, captions)
or `html` (unsafe_allow_html), or is shown by st.text or st.dataframe, which draw no markup.
"""

import html as _html
import re
from typing import Final

#: Every ASCII punctuation mark may be escaped by a backslash in Markdown.
_MARKDOWN: Final = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:&^=@\"'/])")
_BREAKS: Final = re.compile(r"\s+")
#: What Markdown makes a link of by itself, however it is escaped. An e-mail address becomes a
#: link as well, which calls nobody.
_LINKS: Final = re.compile(r":(?=//)|(?i:\bwww)(?=\.)")
_JOINER: Final = "\N{WORD JOINER}"  # has no width and breaks no line


def plain(value: object) -> str:
    """Return Markdown that shows `value` as it is, on one line, without links."""
    unlinked = _LINKS.sub(lambda found: found[0] + _JOINER, str(value))
    return _MARKDOWN.sub(r"\\\1", _BREAKS.sub(" ", unlinked))


def html(value: object) -> str:
    """Return HTML that shows `value` as it is, in text and in quoted attributes."""
    return _html.escape(str(value), quote=True)
