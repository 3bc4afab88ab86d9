"""Authors: the leaderboard, one author (`?author=ID`), or several compared (`?compare=1,2,3`).

Managers also decide here who is who (`?view=identity`).
"""

import streamlit as st

from pages.components import login

tenant = login.require()
author, several = st.query_params.get("author"), st.query_params.get("compare")
is_who_is_who = st.query_params.get("view") == "identity"
if author is not None or several is not None or is_who_is_who:
    from pages.components import authors_links

    authors_links.all_authors()
if author is not None:
    from pages.components import authors_one

    authors_one.show(tenant, author)
elif several is not None:
    from pages.components import authors_compare

    authors_compare.show(tenant, several)
elif is_who_is_who:
    from pages.components import authors_pairs

    authors_pairs.show(tenant)
else:
    from pages.components import authors_board

    st.title("Authors")
    authors_board.show(tenant)
