"""A finding: as lists show it, what its fields keep, who publishes it, and what is told of it afterwards."""
