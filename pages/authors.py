"""Authors: the leaderboard, one author (`?author=ID`), or several compared (`?compare=1,2,3`)."""

import streamlit as st

from pages.components import login

tenant = login.require()
author, several = st.query_params.get("author"), st.query_params.get("compare")
if author is not None or several is not None:
    from pages.components import authors_links

    authors_links.all_authors()
if author is not None:
    from pages.components import authors_one

    authors_one.show(tenant, author)
elif several is not None:
    from pages.components import authors_compare

    authors_compare.show(tenant, several)
else:
    from pages.components import authors_board

    st.title("Authors")
    authors_board.show(tenant)
