"""The legacy copy protocol (`scp -O`): bytes in, bytes out, confined to what operators may see."""
