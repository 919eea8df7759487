"""Listings out of files, judged many at a time, and corrected files back.

Above the engine; knows neither browser nor server. ``reading.open_file`` says what a file is.
"""
