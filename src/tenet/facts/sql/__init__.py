"""SQL that the code writes in strings: where it stands, how it is put together, what runs it."""
