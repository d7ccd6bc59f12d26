"""A process that speaks Redis's protocol from memory: `python -m … PORT`."""

import sys
from threading import Thread

from fakeredis import TcpFakeServer


def main() -> None:
    """Serve on 127.0.0.1 until ended."""
    server = TcpFakeServer(("127.0.0.1", int(sys.argv[1])), server_type="redis")
    server.daemon_threads = True
    serving = Thread(target=server.serve_forever, daemon=True)
    serving.start()
    serving.join()


if __name__ == "__main__":
    main()
