"""Transcripts: conversations with the appliance as text files that are tests (docs/transcripts.md).

`document` and `patterns` say what a file means, `matcher` compares it with what was said, `runner`
plays it against a `Stage`. How the text travels is the business of the fronts (`direct`, `plain`,
`tty`, `ssh`); `update` and `record` write files.
"""
