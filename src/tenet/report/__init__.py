"""A verdict as people and programs read it: one file per format. Text in, text out."""
