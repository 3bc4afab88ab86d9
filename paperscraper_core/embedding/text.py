"""What of a paper is embedded. Pure."""


def embedding_text(title: str, abstract: str | None) -> str:
    """Title and abstract as one text; the title alone where there is no abstract."""
    return f"{title}. {abstract}" if abstract else title
