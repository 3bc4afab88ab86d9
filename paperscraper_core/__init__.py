"""The PaperScraper library: never imports streamlit, pages or workers."""
