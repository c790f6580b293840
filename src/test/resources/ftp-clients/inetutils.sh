# The ftp of GNU inetutils, which takes the same commands as tnftp.
PROGRAM=inetutils-ftp
. "$(dirname "$0")/tnftp.sh"
