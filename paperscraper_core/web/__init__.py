"""What the ASGI application puts around Streamlit."""
