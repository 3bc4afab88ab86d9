"""The Streamlit pages; `main.py` is the frame that runs one of the others."""
