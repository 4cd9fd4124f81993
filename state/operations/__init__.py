"""Operations: what the front-ends do with the configuration, each a function of a draft."""
