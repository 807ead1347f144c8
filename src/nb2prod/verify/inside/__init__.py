"""What runs in the notebook's own Python (3.9 or later) and not in ours.

`python DIR TOOL SPEC` starts one of the tools of `__main__.py`. They import each other only relatively, nothing of
nb2prod, and numpy or pandas only where the notebook's values are theirs: the environment may have neither.
"""
