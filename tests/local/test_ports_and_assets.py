import socket

from deploy.local import assets, ports


def test_private_port_keeps_the_preferred_one_while_it_is_free():
    port = ports.private_port()

    assert ports.private_port(port) == port


def test_private_port_avoids_a_port_in_use():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        assert not ports.is_free(port)
        assert ports.answers(port)
        assert ports.private_port(port) in ports.PRIVATE_PORTS


def test_fingerprint_changes_with_content_and_name_and_ignores_what_npm_installed(tmp_path):
    source = tmp_path / "a.scss"
    source.write_text("a")
    before = assets.fingerprint(tmp_path)

    (tmp_path / "node_modules").mkdir()
    (tmp_path / "node_modules" / "b.js").write_text("b")
    with_installed = assets.fingerprint(tmp_path)
    source.write_text("c")
    with_other_content = assets.fingerprint(tmp_path)
    source.write_text("a")
    source.rename(tmp_path / "b.scss")
    with_other_name = assets.fingerprint(tmp_path)

    assert with_installed == before
    assert len({before, with_other_content, with_other_name}) == 3
