"""The page of pictures of the dashboard, in both languages."""
