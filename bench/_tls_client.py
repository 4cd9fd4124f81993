"""The load of the TLS benchmark: STARTTLS sessions, one after the other, in blocking sockets.

python -m bench._tls_client PORT COUNT
"""

from __future__ import annotations

import socket
import ssl
import sys


def main() -> int:
    """Have COUNT sessions with the server on PORT: STARTTLS, one line under TLS, goodbye."""
    port, count = int(sys.argv[1]), int(sys.argv[2])
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    for _ in range(count):
        with socket.create_connection(("127.0.0.1", port)) as connection:
            connection.sendall(b"STARTTLS\r\n")
            assert connection.recv(100).startswith(b"220")
            with context.wrap_socket(connection, server_hostname="mail.example.com") as secured:
                secured.sendall(b"EHLO example.net\r\n")
                assert secured.recv(100).startswith(b"250")
    return 0


if __name__ == "__main__":
    sys.exit(main())
