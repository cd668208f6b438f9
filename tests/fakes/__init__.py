"""One fake for each port, and facts made of two sets of files. Nothing here reads a disk or starts git."""
