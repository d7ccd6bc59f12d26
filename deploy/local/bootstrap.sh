# Sourced by ./run and ./test, which stand in the checkout: a Python, a virtual environment, the locked packages.
# POSIX sh. $1 names the requirements: run or test. Afterwards `.venv/bin/python` is ready.

fail() {
    printf '\n%s\n' "$*" >&2
    exit 1
}

# Python 3.12 to 3.14 that can make virtual environments, found by running it: a name on PATH proves nothing
# (a pyenv shim may stand for a version that is not there).
is_usable() {
    command -v "$1" >/dev/null 2>&1 || return 1
    "$1" -c 'import sys; sys.exit(not (3, 12) <= sys.version_info[:2] <= (3, 14))' >/dev/null 2>&1
}

can_make_venv() {
    "$1" -c 'import venv, ensurepip' >/dev/null 2>&1
}

find_python() {
    without_venv=""
    if [ -n "${HVS_PYTHON:-}" ]; then
        is_usable "$HVS_PYTHON" || fail "HVS_PYTHON does not run or is not Python 3.12 to 3.14: $HVS_PYTHON"
    fi
    set -- "${HVS_PYTHON:-}"
    for version in 3.13 3.14 3.12; do
        set -- "$@" "python$version" "/usr/local/bin/python$version" "/usr/bin/python$version"
        for folder in "${HOME:-/nonexistent}/.pyenv/versions/$version".* "/root/.pyenv/versions/$version".* \
            "/opt/pyenv/versions/$version".* "${HOME:-/nonexistent}/.local/share/uv/python/cpython-$version".*; do
            set -- "$@" "$folder/bin/python$version"
        done
    done
    for candidate in "$@" python3 python /usr/local/bin/python3 /usr/bin/python3; do
        [ -n "$candidate" ] || continue
        is_usable "$candidate" || continue
        if can_make_venv "$candidate"; then
            found_python=$candidate
            return 0
        fi
        without_venv=$candidate
    done
    [ -z "$without_venv" ] || fail "$without_venv cannot make virtual environments. Install what is missing:
    apt-get install -y python3-venv
then repeat; or point HVS_PYTHON at another Python 3.12 to 3.14."
    fail "No Python 3.12 to 3.14 found. Install one (Debian, Ubuntu: apt-get install -y python3 python3-venv),
or point HVS_PYTHON at its program, then repeat."
}

# The environment's own Python answers fastest whether all is there; what is missing, another Python makes.
if ! .venv/bin/python -m deploy.local.packages --check "$1" 2>/dev/null; then
    find_python
    "$found_python" -m deploy.local.packages "$1" || exit 1
fi
