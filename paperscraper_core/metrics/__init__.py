"""Author metrics: from papers and their citations to numbers that can be defended."""
