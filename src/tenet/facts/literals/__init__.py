"""Values that the code writes down and that belong to where it runs: secrets, hosts, ports, paths."""
