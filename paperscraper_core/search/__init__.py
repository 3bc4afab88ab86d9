"""The search room: the lexical index, and the queries that rank papers."""
