"""Notices of defamation, appeals and complaints: taken in without an account, each step by its clock, then emptied."""
