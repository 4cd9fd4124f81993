"""The yardstick of delivery: bare aiosmtplib, one message a connection.

    python -m bench._aiosmtplib_client PORT MESSAGES PARALLEL TLS

Prints the seconds that it took. It verifies nothing, as delivery at level Required does not.
"""

from __future__ import annotations

import asyncio
import ssl
import sys
import time

import aiosmtplib

CONTENT = b"From: <a@example.com>\r\nSubject: Hello\r\n\r\n" + b"x" * 70 + b"\r\n"


async def send(port: int, messages: int, parallel: int, *, tls: bool) -> float:
    """Send so many messages over so many connections at a time; return the seconds."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    left = iter(range(messages))

    async def work() -> None:
        for _ in left:
            client = aiosmtplib.SMTP(hostname="127.0.10.1", port=port, start_tls=False)
            await client.connect()
            await client.ehlo(hostname="mail.example.com")
            if tls:
                await client.starttls(tls_context=context)
                await client.ehlo(hostname="mail.example.com")
            await client.sendmail("joe@example.com", ["x@example.com"], CONTENT)
            await client.quit()

    begun = time.perf_counter()
    await asyncio.gather(*(work() for _ in range(parallel)))
    return time.perf_counter() - begun


if __name__ == "__main__":
    port, messages, parallel = map(int, sys.argv[1:4])
    print(asyncio.run(send(port, messages, parallel, tls=sys.argv[4] == "1")))
