# lftp: mirrors both ways, fetches in parts, and does everything else in one session.
set -eu
tls="set ftp:ssl-allow no"
scheme=ftp
[ "$TLS" = none ] || tls="set ftp:ssl-force yes; set ftp:ssl-protect-data yes; set ssl:verify-certificate no"
[ "$TLS" != implicit ] || scheme=ftps
case $TLS_VERSION in
    1.2) priority=NORMAL:-VERS-ALL:+VERS-TLS1.2 ;;
    1.3) priority=NORMAL:-VERS-ALL:+VERS-TLS1.3 ;;
esac
case $HOST in *:*) host="[$HOST]" ;; *) host=$HOST ;; esac

lftp() {
    command lftp --norc -c "set cmd:fail-exit yes; set net:max-retries 1; set net:timeout 30; set cmd:interactive no;
        set xfer:clobber yes; set ftp:passive-mode $PASSIVE; $tls; set ssl:priority $priority;
        open -u $FTP_USER,$FTP_PASSWORD -p $PORT $scheme://$host; $1"
}

lftp "
    cd $REMOTE/down
    ls > listing
    get empty -o down/empty
    get small -o down/small
    get -a text -o down/text
    get -c half -o down/half
    mirror --parallel=2 tree down/tree
    mirror names down/names
"
[ "$LARGE" = no ] || lftp "pget -n 4 $REMOTE/down/large -o down/large"
if lftp "get $REMOTE/down/nothing -o nothing"; then
    exit 1
fi
lftp "
    cd $REMOTE/up
    put up/empty -o empty
    put up/small -o small
    put -a up/text -o text
    put -c up/half -o half
    mirror -R --parallel=2 up/tree tree
    mirror -R up/names names
    cd $REMOTE
    mv before after
    chmod 640 after
    rm doomed
    mkdir made
    rmdir emptied
"
[ "$LARGE" = no ] || lftp "put up/large -o $REMOTE/up/large"
# Nothing is left to do for a second mirror.
lftp "mirror -R --verbose up/tree $REMOTE/up/tree" > again
! grep -i transferring again
