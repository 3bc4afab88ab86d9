"""Authors: the leaderboard, one author (`?author=ID`), or several compared (`?compare=1,2,3`).

Sets of authors are groups (`?view=groups`, `?group=ID`). Managers also decide here who is who
(`?view=identity`).
"""

import streamlit as st

from pages.components import login

tenant = login.require()
author, several = st.query_params.get("author"), st.query_params.get("compare")
group, view = st.query_params.get("group"), st.query_params.get("view")
if author or several or group or view in ("identity", "groups"):
    from pages.components import authors_links

    authors_links.all_authors()
if author is not None:
    from pages.components import authors_one

    authors_one.show(tenant, author)
elif several is not None:
    from pages.components import authors_compare

    authors_compare.show(tenant)
elif group is not None:
    from pages.components import authors_group

    authors_group.show(tenant, group)
elif view == "groups":
    from pages.components import authors_groups

    authors_groups.show(tenant)
elif view == "identity":
    from pages.components import authors_pairs

    authors_pairs.show(tenant)
else:
    from pages.components import authors_board

    st.title("Authors")
    authors_board.show(tenant)
