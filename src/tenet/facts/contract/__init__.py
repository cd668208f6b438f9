"""What the code promises: routes, public signatures, models, settings and tables, and how a change alters it."""
