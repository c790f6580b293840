<?php
// PHP's ftp extension.
$remote = getenv('REMOTE');
$large = getenv('LARGE') === 'yes' ? ['large'] : [];

function check($right, $what)
{
    if (!$right) {
        fwrite(STDERR, "wrong: $what\n");
        exit(1);
    }
}

function get_tree($ftp, $directory, $local)
{
    mkdir($local);
    $before = ftp_pwd($ftp);
    foreach (ftp_nlist($ftp, $directory) as $path) {
        $name = basename($path);
        if (@ftp_chdir($ftp, "$directory/$name")) {
            check(ftp_chdir($ftp, $before), "chdir $before");
            get_tree($ftp, "$directory/$name", "$local/$name");
        } else {
            check(ftp_get($ftp, "$local/$name", "$directory/$name", FTP_BINARY), "get $name");
        }
    }
}

function put_tree($ftp, $directory, $local)
{
    check(ftp_mkdir($ftp, $directory), "mkdir $directory");
    foreach (array_diff(scandir($local), ['.', '..']) as $name) {
        if (is_dir("$local/$name")) {
            put_tree($ftp, "$directory/$name", "$local/$name");
        } else {
            check(ftp_put($ftp, "$directory/$name", "$local/$name", FTP_BINARY), "put $name");
        }
    }
}

$connect = getenv('TLS') === 'none' ? 'ftp_connect' : 'ftp_ssl_connect';
$ftp = $connect(getenv('HOST'), (int) getenv('PORT'), 30);
check($ftp, 'connect');
check(ftp_login($ftp, getenv('FTP_USER'), getenv('FTP_PASSWORD')), 'login');
check(ftp_pasv($ftp, getenv('PASSIVE') === 'yes'), 'pasv');

check(ftp_chdir($ftp, "$remote/down"), 'chdir');
check(ftp_pwd($ftp) === "$remote/down", 'pwd');
file_put_contents('listing', implode("\n", ftp_rawlist($ftp, '.')) . "\n");
check(ftp_size($ftp, 'half') === filesize('up/half'), 'size');
check(ftp_mdtm($ftp, 'half') > 0, 'mdtm');
foreach (['empty', 'small', ...$large] as $name) {
    check(ftp_get($ftp, "down/$name", $name, FTP_BINARY), "get $name");
}
check(ftp_get($ftp, 'down/text', 'text', FTP_ASCII), 'get text');
check(ftp_get($ftp, 'down/half', 'half', FTP_BINARY, 131_072), 'resume get');
mkdir('down/names');
check(ftp_chdir($ftp, 'names'), 'chdir names');
foreach (ftp_nlist($ftp, '') as $name) {
    check(ftp_get($ftp, "down/names/$name", $name, FTP_BINARY), "get $name");
}
check(ftp_cdup($ftp), 'cdup');
get_tree($ftp, 'tree', 'down/tree');
check(!@ftp_get($ftp, 'nothing', 'nothing', FTP_BINARY), 'get nothing');

check(ftp_chdir($ftp, "$remote/up"), 'chdir');
foreach (['empty', 'small', ...$large] as $name) {
    check(ftp_put($ftp, $name, "up/$name", FTP_BINARY), "put $name");
}
check(ftp_put($ftp, 'text', 'up/text', FTP_ASCII), 'put text');
check(ftp_put($ftp, 'half', 'up/half', FTP_BINARY, 131_072), 'resume put');
check(ftp_mkdir($ftp, 'names'), 'mkdir names');
foreach (array_diff(scandir('up/names'), ['.', '..']) as $name) {
    check(ftp_put($ftp, "names/$name", "up/names/$name", FTP_BINARY), "put $name");
}
put_tree($ftp, 'tree', 'up/tree');
check(ftp_chdir($ftp, $remote), 'chdir');
check(ftp_rename($ftp, 'before', 'after'), 'rename');
check(ftp_chmod($ftp, 0640, 'after') === 0640, 'chmod');
check(ftp_delete($ftp, 'doomed'), 'delete');
check(ftp_mkdir($ftp, 'made') === "$remote/made", 'mkdir');
check(ftp_rmdir($ftp, 'emptied'), 'rmdir');
check(ftp_close($ftp), 'close');
