"""Pure functions that make the appliance's texts: line breaks, tables, dates."""
