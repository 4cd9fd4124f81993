"""TLS of the services: what is committed is what is negotiated, presented and demanded.

`ServerTls` and `ClientTls` hold the settings and the certificate of one service as they were
committed at one time; each gives engines, one a connection. A `TlsEngine` turns bytes into bytes
and touches no socket; a `TlsChannel` drives one under an asyncio transport. `PeerVerifier` judges
what a peer presented. The library below is pyOpenSSL: unlike `ssl` it can ask for a client's
certificate without refusing the handshake over it, and takes keys from memory.
"""
