#!/bin/sh
# Runs Redis's own test suite (7.0.15, from Debian's source package) against a running Wharf.
#
#   run.sh first|second PORT [--tls]
#
# PORT is a listener with framing = resp, of a Wharf with network.event-loops = 1: one of the suite's tests for pub/sub
# asks a second connection before it has read the first one's answer, and takes it that one thread serves both.
# Exit status: 0 if all went well, 1 if a test failed or too few were done, 77 if the suite cannot be had here.
set -eu

usage() {
    echo "usage: $0 first|second PORT [--tls]" >&2
    exit 2
}
[ $# -ge 2 ] || usage
set_name=$1
port=$2
shift 2
here=$(cd "$(dirname "$0")" && pwd -P)
work=${REDIS_SUITE_DIR:-${TMPDIR:-/tmp}/wharf-redis-suite}
version=7.0.15

missing() {
    echo "redis-suite: SKIPPED: $1" >&2
    exit 77
}

fetch() {
    command -v tclsh > /dev/null || missing "tclsh is not installed (Debian: tcl, for --tls also tcl-tls)"
    [ ! -x "$work/redis-$version/runtest" ] || return 0
    command -v apt-get > /dev/null || missing "there is no apt-get to fetch the source package with"
    mkdir -p "$work/lists/partial"
    # Its own list of sources and its own state, so that the machine's are left as they are.
    codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-bookworm}")
    echo "deb-src http://deb.debian.org/debian $codename main" > "$work/sources.list"
    (
        cd "$work"
        options="-o Dir::Etc::sourcelist=$work/sources.list -o Dir::Etc::sourceparts=-"
        options="$options -o Dir::State::lists=$work/lists -o APT::Sandbox::User=root"
        # shellcheck disable=SC2086 # the options are words
        apt-get $options update && apt-get $options source --download-only redis
    ) > "$work/apt.log" 2>&1 || missing "the source package cannot be fetched; see $work/apt.log"
    [ -f "$work/redis_$version.orig.tar.gz" ] || missing "Debian $codename has another version than $version"
    tar xf "$work/redis_$version.orig.tar.gz" -C "$work"
}

units="quit type/incr type/string protocol keyspace scan info-command expire other introspection"
case $set_name in
    first) least=218 ;;
    second)
        least=350
        units="$units type/hash multi pubsub slowlog introspection-2"
        ;;
    *) usage ;;
esac

fetch
grep -v '^#' "$here/skip-$set_name.txt" > "$work/skip.txt"
singles=
for unit in $units; do
    singles="$singles --single unit/$unit"
done

cd "$work/redis-$version"
status=0
# shellcheck disable=SC2086 # the units are words
./runtest --host 127.0.0.1 --port "$port" --singledb --ignore-encoding --ignore-digest --skipfile "$work/skip.txt" \
    --tags '-needs:debug -needs:repl -needs:config-maxmemory -needs:config-resetstat -needs:save -slow' \
    $singles "$@" > "$work/out.txt" 2>&1 || status=$?
sed 's/\x1b\[[0-9;]*m//g' "$work/out.txt" > "$work/plain.txt"
grep -A4 -E '^\[(err|exception)\]' "$work/plain.txt" || true
passed=$(grep -c '^\[ok\]' "$work/plain.txt" || true)
echo "redis-suite: $set_name set: $passed passed (expected: at least $least), exit $status; log: $work/plain.txt"
[ "$status" -eq 0 ] && [ "$passed" -ge "$least" ]
