"""What a repository is made of, as far as a first policy needs to know, with the line that says so."""
