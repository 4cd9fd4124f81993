"""The appliance itself: configuration model, certificates, candidate, commit, history."""
