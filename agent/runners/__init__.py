"""One interface for running work on many items: in this process, in several, or on a cluster of Dask.

Below batches and audits; knows neither listings nor pages. Heavy modules are imported where they are used.
"""
