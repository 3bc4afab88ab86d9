"""RQ jobs: thin, each calls rooms of the core."""
