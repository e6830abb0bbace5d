"""Reading what people give, in a process with limits."""
