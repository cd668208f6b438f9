"""Settings and faults: what every other room may lean on."""
