# aria2: fetches a file in several parts at a time.
set -eu
case $HOST in *:*) host="[$HOST]" ;; *) host=$HOST ;; esac
base=ftp://$host:$PORT$REMOTE
passive=true
[ "$PASSIVE" = yes ] || passive=false

aria2c() {
    command aria2c --no-conf --quiet --allow-overwrite --auto-file-renaming=false --max-tries=1 --timeout=30 --dir=down \
        --max-connection-per-server=4 --split=4 --min-split-size=1M --ftp-pasv=$passive \
        --ftp-user="$FTP_USER" --ftp-passwd="$FTP_PASSWORD" "$@"
}

aria2c --force-sequential "$base/down/empty" "$base/down/small"
[ "$LARGE" = no ] || aria2c "$base/down/large"
aria2c --ftp-type=ascii --out=ascii "$base/down/text"
tr -d '\r' < down/ascii > down/text
rm down/ascii
aria2c --continue "$base/down/half"
if aria2c --dir=. "$base/down/nothing"; then
    exit 1
fi
