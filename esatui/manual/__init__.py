"""The manual: one page a command, made from what the command declares.

`page` says what stands on a page, `text` shows it on a terminal, `markdown` as a document.
`examples` are dialogues that were taken from transcripts, which are tests.
"""
