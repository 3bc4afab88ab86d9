"""The command line: one module a command, each with `register(subparsers)`."""
