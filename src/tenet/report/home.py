"""Where Tenet itself is found."""

HOME = "https://github.com/OWNER/tenet"
RULE_PAGES = f"{HOME}/blob/main/docs/rules"
