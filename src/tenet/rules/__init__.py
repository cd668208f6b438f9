"""The rules: one file each, found by folder. The folder is the rule's group, the file's name its id."""
