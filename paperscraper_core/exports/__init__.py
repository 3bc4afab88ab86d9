"""Exports: tables and papers in, bytes out. Nothing here asks the database."""
