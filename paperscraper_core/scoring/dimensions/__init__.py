"""One module per dimension: its cue table, its signals, and nothing else."""
