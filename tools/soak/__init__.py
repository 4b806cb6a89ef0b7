"""Random people, random faults, kill -9 every few seconds; at the end everything must be accounted for."""
