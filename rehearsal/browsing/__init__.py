"""People who use the portal as it is made for people: its pages, in a browser without scripts."""
