"""The library: one record per paper, who wrote it, and how records become papers."""
