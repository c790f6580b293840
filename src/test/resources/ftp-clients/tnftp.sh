# tnftp, or another $PROGRAM that takes its commands: they are typed into a session.
set -eu
: "${PROGRAM:=tnftp}"
large=
[ "$LARGE" = no ] || large=large
case $PROGRAM in
    tnftp) options="-n -i -v"; [ "$PASSIVE" = yes ] && options="$options -p" || options="$options -A" ;;
    inetutils-ftp) options="-n -i -v"; [ "$PASSIVE" = yes ] && options="$options -p" || options="$options --active" ;;
esac

# A name as it is typed.
typed() {
    printf %s "$1" | sed "s/[ \"'\\\\]/\\\\&/g"
}

mkdir down/names
{
    echo "open $HOST $PORT"
    echo "user $FTP_USER $FTP_PASSWORD"
    echo "cd $REMOTE/down"
    echo "pwd"
    echo "ls . listing"
    echo "binary"
    for name in empty small $large; do
        echo "get $name down/$name"
    done
    echo "ascii"
    echo "get text down/text"
    echo "binary"
    echo "reget half down/half"
    echo "cd names"
    echo "lcd down/names"
    echo "mget *"
    echo "lcd ../.."
    echo "cdup"
    echo "get nothing nothing"
    echo "cd $REMOTE/up"
    for name in empty small $large; do
        echo "put up/$name $name"
    done
    echo "ascii"
    echo "put up/text text"
    echo "binary"
    echo "restart 131072"
    echo "put up/half half"
    echo "mkdir names"
    for path in up/names/*; do
        echo "put $(typed "$path") $(typed "names/${path#up/names/}")"
    done
    echo "append up/small appended"
    echo "append up/small appended"
    echo "size appended"
    echo "delete appended"
    echo "cd $REMOTE"
    echo "rename before after"
    echo "chmod 640 after"
    echo "delete doomed"
    echo "mkdir made"
    echo "rmdir emptied"
    echo "bye"
} > commands
$PROGRAM $options < commands > session 2>&1 || { cat session; exit 1; }
cat session
