"""Mail Policies > Destination Controls."""
