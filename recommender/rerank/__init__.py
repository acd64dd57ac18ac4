"""What happens to a ranking before people see it: stages from slate to slate, each switched and tuned by itself.

`settings` is read by command lines, so nothing is imported here.
"""
