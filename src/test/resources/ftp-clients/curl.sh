# curl: one transfer for each run.
set -eu
case $HOST in *:*) host="[$HOST]" ;; *) host=$HOST ;; esac
case $TLS in implicit) scheme=ftps ;; *) scheme=ftp ;; esac
base=$scheme://$host:$PORT$REMOTE

curl() {
    command curl --silent --show-error --globoff --insecure --max-time 30 --user "$FTP_USER:$FTP_PASSWORD" $ways "$@"
}

ways=
[ "$PASSIVE" = yes ] || ways="--ftp-port -"
[ "$TLS" = none ] || ways="$ways --ssl-reqd --tlsv$TLS_VERSION --tls-max $TLS_VERSION"

curl "$base/down/" > listing
curl --output 'down/#1' "$base/down/{empty,small}" --no-globoff
[ "$LARGE" = no ] || curl --output down/large "$base/down/large"
curl --use-ascii "$base/down/text" | tr -d '\r' > down/text
curl --continue-at 131072 --output down/half "$base/down/half"
curl --head "$base/down/half" | tr -d '\r' | grep -qx 'Content-Length: 300000'
[ "$(curl --range 2-4 "$base/down/small")" = llo ]
[ "$(curl --disable-epsv --disable-eprt "$base/down/small")" = hello ]

# Names to pairs of lines of curl's configuration: the URL below $1, and the file below $3 as the option $2.
pairs() {
    sed -n "h; s/%/%25/g; s/ /%20/g; s/#/%23/g; s/\"/%22/g; s|.*|url = $base/$1&|p; g; s/[\"\\\\]/\\\\&/g; s|.*|$2 = \"$3&\"|p"
}

mkdir down/names
curl --list-only "$base/down/names/" > names
pairs down/names/ output down/names/ < names > several
curl --config several

code=0
curl "$base/down/nothing" 2> /dev/null || code=$?
[ $code -eq 78 ]

curl --upload-file 'up/{empty,small}' "$base/up/" --no-globoff
[ "$LARGE" = no ] || curl --upload-file up/large "$base/up/large"
curl --use-ascii --upload-file up/text "$base/up/text"
curl --continue-at 131072 --upload-file up/half "$base/up/half"
ls up/names | pairs up/names/ upload-file up/names/ > several
curl --ftp-create-dirs --config several
curl --upload-file up/small "$base/up/appended"
curl --append --upload-file up/text "$base/up/appended"
[ "$(curl "$base/up/appended")" = "$(cat up/small up/text)" ]
curl --head --quote "DELE $REMOTE/up/appended" --quote "RNFR $REMOTE/before" --quote "RNTO $REMOTE/after" \
    --quote "DELE $REMOTE/doomed" --quote "MKD $REMOTE/made" --quote "RMD $REMOTE/emptied" "$base/" > /dev/null
