"""Tables as files: XLSX and CSV that staff fill in, read with nothing computed or trusted; XLSX written for them.

Each half is imported by itself, so that a service asks only for the library that it uses.
"""
