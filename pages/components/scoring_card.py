"""A paper's score: the radar, and for each dimension what its number rests on."""

import streamlit as st

from pages.components import charts, text
from paperscraper_core.charts.scores import score_radar
from paperscraper_core.charts.types import DimensionScore as Spoke
from paperscraper_core.scoring.bands import band_of
from paperscraper_core.scoring.job_types import StoredScore
from paperscraper_core.scoring.types import DimensionScore, FeatureEvidence, QuoteEvidence, Status
from paperscraper_core.scoring.validation import validation_of
from paperscraper_core.tenancy import Tenant


def score_card(tenant: Tenant, scores: tuple[StoredScore, ...]) -> None:
    """Draw the latest score with its evidence, and the earlier ones below.

    Args:
        tenant: whose paper it is.
        scores: all scores of one paper, the latest first; empty is an honest empty state.
    """
    if not scores:
        st.info("This paper has no score yet.")
        return
    latest = scores[0]
    _headline(latest)
    figure = score_radar(_spokes(latest), charts.theme(), latest.created_at.date())
    charts.show(figure, "score_radar", tenant=tenant)
    for dimension in latest.dimensions:
        _dimension(latest, dimension)
    _provenance(latest)
    if len(scores) > 1:
        _earlier(scores[1:])


def _spokes(score: StoredScore) -> list[Spoke]:
    return [
        Spoke(
            label=one.dimension.label,
            value=one.value,
            confidence=one.confidence if one.value is not None else None,
        )
        for one in score.dimensions
    ]


def _headline(score: StoredScore) -> None:
    known = sum(1 for one in score.dimensions if one.value is not None)
    with st.container(horizontal=True):
        if score.overall is None:
            st.metric("Overall", "no score", help="No dimension has enough evidence.")
        else:
            st.metric("Overall", f"{score.overall:.1f} of 10", help=band_of(score.overall).label)
        if score.confidence is not None:
            st.metric("Confidence", f"{score.confidence:.0%}")
        st.metric("Coverage", f"{known} of {len(score.dimensions)}", help="dimensions with a score")


def _dimension(score: StoredScore, one: DimensionScore) -> None:
    with st.expander(f"{one.dimension.label}: {_value(one)}"):
        if one.headline and one.status is Status.SCORED:
            st.markdown(f"**{text.plain(one.headline)}**")
        st.caption(_validation(score, one))
        for reason in one.reasons:
            st.markdown(f"- {text.plain(reason)}")
        for item in one.evidence:
            _evidence(item)


def _value(one: DimensionScore) -> str:
    if one.status is Status.FAILED:
        return "failed"
    if one.value is None:
        return "insufficient evidence"
    return f"{one.value:.1f} ({band_of(one.value).name}), confidence {one.confidence:.0%}"


def _validation(score: StoredScore, one: DimensionScore) -> str:
    found = validation_of(score.scorer, score.scorer_version, one.dimension)
    if found is None:
        return "Unvalidated: not yet compared with the judgement of people."
    return text.plain(found.sentence)


def _evidence(item: FeatureEvidence | QuoteEvidence) -> None:
    points = f"{item.contribution:+.1f} points"
    if isinstance(item, QuoteEvidence):
        st.markdown(f"> “{text.plain(item.text)}”")
        st.caption(
            f"{points} · {text.plain(item.cue)} · {item.field}, "
            f"characters {item.start} to {item.end}"
        )
        return
    if not item.contribution and item.percentile is None:
        return  # a bare reading, said in the reasons already
    share = "" if item.percentile is None else f" · share {item.percentile:.0%}"
    st.caption(
        f"{points} · {text.plain(item.label)}: {item.value:g} {text.plain(item.unit)}{share}"
    )


def _provenance(score: StoredScore) -> None:
    st.caption(
        f"Scorer {text.plain(score.scorer)} {text.plain(score.scorer_version)}, "
        f"{score.created_at:%Y-%m-%d %H:%M} UTC · percentiles from {text.plain(score.reference)} · "
        f"inputs {score.inputs_hash[:12]}"
    )


def _earlier(scores: tuple[StoredScore, ...]) -> None:
    with st.expander(f"Earlier scores ({len(scores)})"):
        st.dataframe(
            {
                "Scored (UTC)": [score.created_at for score in scores],
                "Overall": [score.overall for score in scores],
                **{
                    one.dimension.label: [score.dimension(one.dimension).value for score in scores]
                    for one in scores[0].dimensions
                },
                "Scorer": [f"{score.scorer} {score.scorer_version}" for score in scores],
            },
            hide_index=True,
            key="score_earlier",
            column_config={
                "Scored (UTC)": st.column_config.DatetimeColumn(format="YYYY-MM-DD HH:mm")
            },
        )
