"""Where reports can be had on the web, looked at from time to time."""
