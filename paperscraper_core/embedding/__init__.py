"""The embedding room: texts of papers in, unit vectors out, and the queue between."""
