# busybox ftpget and ftpput: one file for each run.
set -eu
login="-u $FTP_USER -p $FTP_PASSWORD -P $PORT"

for name in empty small $([ "$LARGE" = no ] || echo large); do
    busybox ftpget $login "$HOST" "down/$name" "$REMOTE/down/$name"
done
busybox ftpget -c $login "$HOST" down/half "$REMOTE/down/half"
mkdir down/names
for path in up/names/*; do
    busybox ftpget $login "$HOST" "down/${path#up/}" "$REMOTE/down/${path#up/}"
done
if busybox ftpget $login "$HOST" nothing "$REMOTE/down/nothing"; then
    exit 1
fi
for name in empty small $([ "$LARGE" = no ] || echo large); do
    busybox ftpput $login "$HOST" "$REMOTE/up/$name" "up/$name"
done
