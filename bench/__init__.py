"""Measures Tenet as its users run it: whole processes, told as ratios, since absolute times belong to one machine."""
