"""The importing room: files in, paper records out, and the run that carries them."""
