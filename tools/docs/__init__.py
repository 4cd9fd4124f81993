"""Documents that are made from the declarations and the transcripts: `make docs`."""
