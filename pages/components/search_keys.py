"""The keyboard on the search page: a small script of our own listens for single keys.

It acts on what is on the page anyway (focus the box, move the focus, tick, open): nothing is sent
to the server but the clicks a mouse could do as well. Keys typed into a field are left alone.
"""

from functools import cache
from typing import Any

import streamlit as st

_HTML = """
<dialog class="search-keys" aria-label="Keys of the search page">
  <h2>Keys</h2>
  <dl>
    <div><dt><kbd>/</kbd></dt><dd>type a query</dd></div>
    <div><dt><kbd>j</kbd> <kbd>↓</kbd></dt><dd>next result</dd></div>
    <div><dt><kbd>k</kbd> <kbd>↑</kbd></dt><dd>result before</dd></div>
    <div><dt><kbd>Enter</kbd></dt><dd>open the result</dd></div>
    <div><dt><kbd>x</kbd></dt><dd>tick the result</dd></div>
    <div><dt><kbd>?</kbd></dt><dd>this list</dd></div>
    <div><dt><kbd>Esc</kbd></dt><dd>out of the box, out of this list</dd></div>
  </dl>
  <form method="dialog"><button>Close</button></form>
</dialog>
"""

_SCRIPT = """
const CARD = '[class*="st-key-search_hit_"]';
const LINK = '[data-testid="stPageLink-NavLink"]';
const TYPING = 'input:not([type="checkbox"]):not([type="radio"]), textarea, select,'
  + ' [contenteditable="true"], [role="slider"], [role="combobox"], [role="listbox"],'
  + ' [role="menu"], [role="radiogroup"], [role="tablist"], [data-baseweb="popover"],'
  + ' [data-testid="stPopoverBody"], [role="dialog"]';

const cards = () => [...document.querySelectorAll(CARD)].filter((card) => card.querySelector(LINK));
const current = () => document.querySelector(CARD + '[data-current]');
const box = () => document.querySelector('[class*="st-key-search_q_"] input');

function choose(card) {
  current()?.removeAttribute('data-current');
  card.setAttribute('data-current', '');
  card.querySelector(LINK).focus({ preventScroll: true });
  card.scrollIntoView({ block: 'nearest' });
}

function step(by) {
  const all = cards();
  if (!all.length) return false;
  const place = all.indexOf(current());
  const next = place < 0 ? (by > 0 ? 0 : all.length - 1) : place + by;
  if (next >= 0 && next < all.length) choose(all[next]);
  return true;
}

function act(key, event, dialog) {
  switch (key) {
    case '/': box()?.focus(); box()?.select(); return Boolean(box());
    case 'j': case 'ArrowDown': return step(1);
    case 'k': case 'ArrowUp': return step(-1);
    case 'x':
      current()?.querySelector('input[type="checkbox"]')?.click();
      return Boolean(current());
    case '?': dialog.showModal(); return true;
    case 'Enter': {
      // a focused button or link does what it says by itself
      if (event.target.closest('a, button, input, summary, [role="button"]')) return false;
      current()?.querySelector(LINK)?.click();
      return Boolean(current());
    }
  }
  return false;
}

export default function ({ parentElement }) {
  const dialog = parentElement.querySelector('dialog');
  const pressed = (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey
        || event.isComposing || dialog.open) return;
    const target = event.target instanceof Element ? event.target : document.body;
    if (event.key === 'Escape' && target === box()) { target.blur(); return; }
    if (target.closest(TYPING) || document.querySelector('[role="dialog"]')) return;
    if (act(event.key, event, dialog)) { event.preventDefault(); event.stopPropagation(); }
  };
  document.addEventListener('keydown', pressed, true);
  dialog.setAttribute('data-listening', '');
  return () => document.removeEventListener('keydown', pressed, true);
}
"""


@cache
def _component() -> Any:  # Streamlit's own type for it is private
    return st.components.v2.component("search_keys", html=_HTML, js=_SCRIPT, isolate_styles=False)


def show() -> None:
    """Listen for keys while the page is open."""
    with st.container(key="search_keys_place"):  # takes no room: see the style sheet
        _component()(key="search_keys", height=0)
