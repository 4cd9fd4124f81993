"""Services: what makes the configuration real, towards the network."""
