"""Lets the browser fetch or drop its session cookie, by a request to `/session` in the background.

The cookie is out of reach of scripts; what a script of the page sees is a ticket that is good
once and for a minute.
"""

from functools import cache
from typing import Any

import streamlit as st

from pages.components import login

_SCRIPT = """
const sent = new Set();
export default function ({ data, setTriggerValue }) {
  if (sent.has(data.id)) return;
  sent.add(data.id);
  fetch("/session", {
    method: data.ticket ? "POST" : "DELETE",
    credentials: "same-origin",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ ticket: data.ticket }),
  }).then((answer) => setTriggerValue("answer", answer.status), () => sent.delete(data.id));
}
"""


@cache
def _component() -> Any:  # Streamlit's own type for it is private
    return st.components.v2.component("browser_cookie", js=_SCRIPT)


def synchronise() -> None:
    """Ask the browser to fetch or drop the cookie while there is need to; called by the frame."""
    place = st.empty()  # always there: elements that come and go would redraw the page below
    ticket, drop = st.session_state.get(login.TICKET), st.session_state.get(login.DROP_COOKIE)
    if not (ticket or drop):
        return

    def answered() -> None:
        st.session_state.pop(login.TICKET, None)
        st.session_state.pop(login.DROP_COOKIE, None)

    with place:
        _component()(
            key="browser_cookie",
            data={"id": ticket or drop, "ticket": ticket},
            on_answer_change=answered,
            height=0,
        )
