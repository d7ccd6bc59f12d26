"""Free ports on the loopback interface."""

import random
import socket

# Below the range of ports for outgoing connections, so that a port kept for later stays free.
PRIVATE_PORTS = range(20000, 30000)


def is_free(port: int) -> bool:
    """Whether a server could listen on this loopback port now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def answers(port: int) -> bool:
    """Whether something accepts connections on this loopback port."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def private_port(preferred: int | None = None) -> int:
    """The preferred port if it is free, else a random free one."""
    if preferred and is_free(preferred):
        return preferred
    return next(port for port in random.sample(PRIVATE_PORTS, 500) if is_free(port))
