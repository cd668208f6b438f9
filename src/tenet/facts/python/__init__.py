"""Python modules as text: parsed once, names resolved through the repository's own imports, nothing imported."""
