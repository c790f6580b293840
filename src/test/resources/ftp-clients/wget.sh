# wget.
set -eu
case $HOST in *:*) host="[$HOST]" ;; *) host=$HOST ;; esac
case $TLS in none) scheme=ftp ;; *) scheme=ftps ;; esac
base=$scheme://$host:$PORT$REMOTE
options="--no-config --no-verbose --tries=1 --timeout=30"
[ "$PASSIVE" = yes ] || options="$options --no-passive-ftp"
[ "$TLS" = none ] || options="$options --no-check-certificate --no-hsts --secure-protocol=TLSv$(echo "$TLS_VERSION" | tr . _)"
[ "$TLS" != implicit ] || options="$options --ftps-implicit"

wget() {
    command wget $options --ftp-user="$FTP_USER" --ftp-password="$FTP_PASSWORD" "$@"
}

wget --no-remove-listing --output-document=index.html "$base/down/"
mv .listing listing
wget --directory-prefix=down "$base/down/empty" "$base/down/small"
[ "$LARGE" = no ] || wget --directory-prefix=down "$base/down/large"
wget --output-document=ascii "$base/down/text;type=a"
tr -d '\r' < ascii > down/text
wget --continue --directory-prefix=down "$base/down/half"
wget --recursive --level=inf --no-host-directories --cut-dirs=1 "$base/down/tree/" "$base/down/names/"
if wget --output-document=nothing "$base/down/nothing"; then
    exit 1
fi
