# ncftpls, ncftpget, ncftpput and ncftp.
set -eu
mode=-F
[ "$PASSIVE" = yes ] || mode=-E
user="-u $FTP_USER -p $FTP_PASSWORD -P $PORT"
login="$user -t 30 $mode"

ncftpls $login -l "ftp://$HOST$REMOTE/down/" > listing
ncftpget -V $login "$HOST" down "$REMOTE/down/empty" "$REMOTE/down/small"
[ "$LARGE" = no ] || ncftpget -V $login "$HOST" down "$REMOTE/down/large"
ncftpget -V $login -a "$HOST" down "$REMOTE/down/text"
ncftpget -V $login -z "$HOST" down "$REMOTE/down/half"
ncftpget -V $login -R -T "$HOST" down "$REMOTE/down/tree" "$REMOTE/down/names"
if ncftpget -V $login "$HOST" . "$REMOTE/down/nothing"; then
    exit 1
fi
ncftpput -V $login "$HOST" "$REMOTE/up" up/empty up/small
[ "$LARGE" = no ] || ncftpput -V $login "$HOST" "$REMOTE/up" up/large
ncftpput -V $login -a "$HOST" "$REMOTE/up" up/text
printf x > up/appended
ncftpput -V $login -A "$HOST" "$REMOTE/up" up/appended
ncftpput -V $login -A "$HOST" "$REMOTE/up" up/appended
[ "$(ncftpget -c $login "$HOST" "$REMOTE/up/appended")" = xx ]
ncftpput -V $login -R "$HOST" "$REMOTE/up" up/tree up/names
ncftp $user "$HOST" <<END
cd $REMOTE
rename before after
chmod 640 after
rm doomed
mkdir made
rmdir emptied
END
