"""Charts: values in, figures out."""
