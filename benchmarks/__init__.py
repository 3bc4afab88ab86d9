"""Speed and quality, each beside a named peer or limit of the same run: `make bench`."""
