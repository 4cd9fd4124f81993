"""Network > Listeners, with HAT overview, mail flow policies and recipients."""
