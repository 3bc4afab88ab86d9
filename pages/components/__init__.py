"""What the pages share: login, cached reads, user actions, errors, and the look."""
