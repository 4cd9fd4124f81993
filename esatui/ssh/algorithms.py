"""What is offered to clients, the order being theirs.

Chosen for safety first and for the time that a session costs second. `chacha20-poly1305` is left
out because asyncssh needs three times as long for a packet as with AES-GCM; every client that has
it has AES-GCM or AES-CTR too. CBC is left out for good: see `Connection.send_packet`.
"""

from __future__ import annotations

KEY_EXCHANGE = (
    "mlkem768x25519-sha256",
    "curve25519-sha256",
    "curve25519-sha256@libssh.org",
    "ecdh-sha2-nistp256",
    "ecdh-sha2-nistp384",
    "ecdh-sha2-nistp521",
    "diffie-hellman-group16-sha512",
    "diffie-hellman-group14-sha256",
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
