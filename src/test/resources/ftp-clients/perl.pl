# Perl's Net::FTP, with IO::Socket::SSL for TLS.
use strict;
use warnings;
use autodie;
use Net::FTP;

my ($remote, $tls) = @ENV{qw(REMOTE TLS)};
my @large = $ENV{LARGE} eq 'yes' ? ('large') : ();
my %options = (
    Port => $ENV{PORT}, Timeout => 30, Passive => $ENV{PASSIVE} eq 'yes',
    SSL_verify_mode => 0, SSL_version => 'TLSv1' . ($ENV{TLS_VERSION} =~ s/^1\./_/r));
my $ftp;

sub check { my ($right, $what) = @_; die "$what: " . $ftp->message unless $right; }

$options{SSL} = 1 if $tls eq 'implicit';
$ftp = Net::FTP->new($ENV{HOST}, %options) or die "no connection: $@";
check($ftp->starttls, 'starttls') if $tls eq 'explicit';
check($ftp->login($ENV{FTP_USER}, $ENV{FTP_PASSWORD}), 'login');
check($ftp->prot('P'), 'prot') if $tls ne 'none';

check($ftp->cwd("$remote/down"), 'cwd');
check($ftp->pwd eq "$remote/down", 'pwd');
open my $listing, '>', 'listing';
print $listing "$_\n" for $ftp->dir;
close $listing;
$ftp->binary;
check($ftp->size('half') == -s 'up/half', 'size');
check($ftp->mdtm('half'), 'mdtm');
check($ftp->get($_, "down/$_"), "get $_") for 'empty', 'small', @large;
$ftp->ascii;
check($ftp->get('text', 'down/text'), 'get text');
$ftp->binary;
check($ftp->get('half', 'down/half', 131_072), 'resume get');
mkdir 'down/names';
check($ftp->cwd('names'), 'cwd names');
check($ftp->get($_, "down/names/$_"), "get $_") for $ftp->ls;
check($ftp->cdup, 'cdup');
get_tree('tree', 'down/tree');
if ($tls eq 'none') {
    # Under TLS it waits for a handshake before it reads the refusal.
    check(!$ftp->get('nothing'), 'get nothing');
    check($ftp->code == 550, 'get nothing');
}

if (@large && $tls eq 'none') {
    # Gives a transfer up in the middle and goes on with the session. Under TLS it would send bytes past its own TLS.
    my $data = $ftp->retr('large');
    my $some;
    check($data->read($some, 100_000), 'read');
    $data->abort;
    check($ftp->pwd eq "$remote/down", 'pwd after abort');
}

check($ftp->cwd("$remote/up"), 'cwd');
check($ftp->put("up/$_", $_), "put $_") for 'empty', 'small', @large;
$ftp->ascii;
check($ftp->put('up/text', 'text'), 'put text');
$ftp->binary;
$ftp->restart(131_072);
open my $half, '<:raw', 'up/half';
seek $half, 131_072, 0;
check($ftp->put($half, 'half'), 'resume put');
check($ftp->mkdir('names'), 'mkdir names');
check($ftp->put("up/names/$_", "names/$_"), "put $_") for entries('up/names');
put_tree('tree', 'up/tree');
my $unique = $ftp->put_unique('up/small', 'small');
check($unique ne 'small' && $ftp->size($unique) == -s 'up/small', "put_unique: $unique");
check($ftp->delete($unique), "delete $unique");
check($ftp->append('up/small', 'appended'), 'append') for 1, 2;
check($ftp->size('appended') == 2 * -s 'up/small', 'size of appended');
check($ftp->delete('appended'), 'delete appended');
check($ftp->cwd($remote), 'cwd');
check($ftp->rename('before', 'after'), 'rename');
check($ftp->delete('doomed'), 'delete');
check($ftp->mkdir('made'), 'mkdir');
check($ftp->rmdir('emptied'), 'rmdir');
check($ftp->quit, 'quit');

sub get_tree {
    my ($directory, $local) = @_;
    mkdir $local;
    for my $path ($ftp->ls($directory)) {
        my $name = $path =~ s{.*/}{}r;
        if ($ftp->cwd("$directory/$name")) {
            check($ftp->cwd("$remote/down"), 'cwd');
            get_tree("$directory/$name", "$local/$name");
        } else {
            check($ftp->get("$directory/$name", "$local/$name"), "get $name");
        }
    }
}

sub put_tree {
    my ($directory, $local) = @_;
    check($ftp->mkdir($directory), "mkdir $directory");
    for my $name (entries($local)) {
        if (-d "$local/$name") {
            put_tree("$directory/$name", "$local/$name");
        } else {
            check($ftp->put("$local/$name", "$directory/$name"), "put $name");
        }
    }
}

sub entries {
    my ($directory) = @_;
    opendir(my $handle, $directory);
    my @names = grep { !/^\.\.?$/ } readdir $handle;
    closedir $handle;
    return @names;
}
