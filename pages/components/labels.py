"""Labels of what can be chosen. Pure.

Streamlit tells choices apart by their labels alone: of two that read the same, only the first can
be chosen, and it comes back for the other one as well. Namesakes are not rare in a library.
"""

from collections import Counter
from collections.abc import Mapping


def distinct(labels: Mapping[int, str]) -> dict[int, str]:
    """Return the labels by id; those that several share say the number of the record, too."""
    shared = Counter(labels.values())
    return {
        number: f"{label} (no. {number})" if shared[label] > 1 else label
        for number, label in labels.items()
    }
