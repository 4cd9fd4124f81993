"""The receiver test: how a mail host answers STARTTLS, seen from outside.

`probe` talks to the host and says what it saw; `judge` makes a frozen result of that, without
input or output; `render` shows a result.
"""
