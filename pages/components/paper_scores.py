"""The scores of the paper on the page: the latest with its evidence, earlier ones, score now."""

import streamlit as st

from pages.components import data_scoring
from pages.components.scoring import request_scoring
from pages.components.scoring_card import score_card
from paperscraper_core.library.types import PaperDetail
from paperscraper_core.tenancy import Tenant


def show(tenant: Tenant, paper: PaperDetail) -> None:
    """Draw what is known of the paper's scores, and the button that asks for a new one."""
    st.subheader("Scores")
    scores = data_scoring.scores_of_paper(tenant, paper.id)
    score_card(tenant, scores)
    request_scoring(
        tenant,
        [paper.id],
        description=f"Paper {paper.id}: {paper.title}"[:200],
        label="Score now" if not scores else "Score again",
        key=f"paper_score_{paper.id}",
    )
