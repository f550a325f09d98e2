"""A mail server on loopback, with aiosmtpd. Prints its port, then a JSON line for each message that it took."""
import argparse
import asyncio
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

options = argparse.ArgumentParser()
options.add_argument("--certificate")
options.add_argument("--key")
options.add_argument("--tls", action="store_true", help="from the first byte; otherwise STARTTLS where there is a certificate")
options.add_argument("--user")
options.add_argument("--password")
options.add_argument("--unknown", default="", help="an address that is refused for good")
options.add_argument("--busy", type=int, default=0, help="so many recipients are asked to come again")
options.add_argument("--refuses-text", action="store_true", help="messages are refused when they are there")
options.add_argument("--pause", type=float, default=0, help="seconds before a recipient is answered")
given = options.parse_args()


class Handler:
    busy = given.busy

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        await asyncio.sleep(given.pause)
        if address == given.unknown:
            return "550 5.1.1 no such mailbox"
        if Handler.busy > 0:
            Handler.busy -= 1
            return "451 4.7.1 greylisted, come again"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if given.refuses_text:
            return "554 5.6.0 looks like spam"
        print(json.dumps({
            "from": envelope.mail_from, "to": envelope.rcpt_tos, "data": envelope.content.decode("utf-8"),
            "tls": session.ssl is not None or given.tls, "user": session.auth_data.login.decode() if session.auth_data else None,
            "peer": session.peer[1],
        }), flush=True)
        return "250 taken"


def authenticate(server, session, envelope, mechanism, data):
    good = isinstance(data, LoginPassword) and data == LoginPassword(given.user.encode(), given.password.encode())
    return AuthResult(success=good, handled=good, auth_data=data if good else None)


async def main():
    context = None
    if given.certificate:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(given.certificate, given.key)

    def protocol():
        return SMTP(
            Handler(), hostname="localhost", tls_context=None if given.tls else context,
            require_starttls=context is not None and not given.tls, authenticator=authenticate if given.user else None,
            auth_required=given.user is not None, # without it the server does not speak of logins
            auth_require_tls=given.user is None or (context is not None and not given.tls))

    server = await asyncio.get_running_loop().create_server(
        protocol, "127.0.0.1", 0, ssl=context if given.tls else None)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


sys.exit(asyncio.run(main()))
