# rclone: synchronises both ways and compares.
set -eu
case $HOST in *:*) host="[$HOST]" ;; *) host=$HOST ;; esac
export RCLONE_CONFIG=/dev/null RCLONE_FTP_HOST="$host" RCLONE_FTP_PORT="$PORT" RCLONE_FTP_USER="$FTP_USER"
RCLONE_FTP_PASS=$(rclone obscure "$FTP_PASSWORD")
export RCLONE_FTP_PASS RCLONE_FTP_NO_CHECK_CERTIFICATE=true RCLONE_RETRIES=1 RCLONE_LOW_LEVEL_RETRIES=1
# A space at the end of a name is kept as it is.
export RCLONE_FTP_ENCODING=Slash,Del,Ctl,Dot
[ "$TLS" != explicit ] || export RCLONE_FTP_EXPLICIT_TLS=true
[ "$TLS" != implicit ] || export RCLONE_FTP_TLS=true
[ "$TLS_VERSION" != 1.2 ] || export RCLONE_FTP_DISABLE_TLS13=true

rclone lsf ":ftp:$REMOTE/down" > listing
rclone sync ":ftp:$REMOTE/down" down
rclone check --download ":ftp:$REMOTE/down" down
[ "$(rclone cat --offset 2 --count 2 ":ftp:$REMOTE/down/small")" = ll ]
if rclone copyto ":ftp:$REMOTE/down/nothing" nothing; then
    exit 1
fi
rclone sync up ":ftp:$REMOTE/up"
rclone check --download up ":ftp:$REMOTE/up"
rclone moveto ":ftp:$REMOTE/before" ":ftp:$REMOTE/after"
rclone deletefile ":ftp:$REMOTE/doomed"
rclone mkdir ":ftp:$REMOTE/made"
rclone rmdir ":ftp:$REMOTE/emptied"
