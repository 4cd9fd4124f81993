"""What is offered to clients, the order being theirs.

Chosen for safety first and for the time that a session costs second. `chacha20-poly1305` is left
out because asyncssh needs three times as long for a packet as with AES-GCM; every client that has
it has AES-GCM or AES-CTR too. CBC is left out for good: see `Connection.send_packet`. Finite-field
Diffie-Hellman is about to leave `cryptography`; clients have had elliptic curves since 2011.
"""

from __future__ import annotations

KEY_EXCHANGE = (
    "curve25519-sha256",
    "curve25519-sha256@libssh.org",
    "ecdh-sha2-nistp256",
    "ecdh-sha2-nistp384",
    "ecdh-sha2-nistp521",
)
ENCRYPTION = (
    "aes128-gcm@openssh.com",
    "aes256-gcm@openssh.com",
    "aes128-ctr",
    "aes192-ctr",
    "aes256-ctr",
)
INTEGRITY = (
    "hmac-sha2-256-etm@openssh.com",
    "hmac-sha2-512-etm@openssh.com",
    "hmac-sha2-256",
    "hmac-sha2-512",
)
SIGNATURES = (
    "ssh-ed25519",
    "sk-ssh-ed25519@openssh.com",
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521",
    "sk-ecdsa-sha2-nistp256@openssh.com",
    "rsa-sha2-512",
    "rsa-sha2-256",
)
"""Of clients' keys. `ssh-rsa` is RSA with SHA-1, which no client needs any more."""
