# Python's ftplib.
import ftplib
import os
import ssl

env = os.environ
remote = env['REMOTE']


def connect():
    if env['TLS'] == 'none':
        ftp = ftplib.FTP(timeout=30, encoding='utf-8')
    else:
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        version = {'1.2': ssl.TLSVersion.TLSv1_2, '1.3': ssl.TLSVersion.TLSv1_3}[env['TLS_VERSION']]
        context.minimum_version = context.maximum_version = version
        ftp = ftplib.FTP_TLS(timeout=30, encoding='utf-8', context=context)
    ftp.connect(env['HOST'], int(env['PORT']))
    ftp.login(env['FTP_USER'], env['FTP_PASSWORD'])
    if env['TLS'] != 'none':
        ftp.prot_p()
    ftp.set_pasv(env['PASSIVE'] == 'yes')
    return ftp


def get(ftp, name, local=None, rest=None):
    with open(local or 'down/' + name, 'r+b' if rest else 'wb') as file:
        file.seek(rest or 0)
        ftp.retrbinary('RETR ' + name, file.write, rest=rest)


def put(ftp, name, local=None, rest=None):
    with open(local or 'up/' + name, 'rb') as file:
        file.seek(rest or 0)
        ftp.storbinary('STOR ' + name, file, rest=rest)


def get_tree(ftp, directory, local):
    os.makedirs(local, exist_ok=True)
    for path in ftp.nlst(directory):
        name = path.split('/')[-1]
        try:
            get(ftp, f'{directory}/{name}', f'{local}/{name}')
        except ftplib.error_perm:
            os.remove(f'{local}/{name}')
            get_tree(ftp, f'{directory}/{name}', f'{local}/{name}')


def put_tree(ftp, directory, local):
    ftp.mkd(directory)
    for name in os.listdir(local):
        if os.path.isdir(f'{local}/{name}'):
            put_tree(ftp, f'{directory}/{name}', f'{local}/{name}')
        else:
            put(ftp, f'{directory}/{name}', f'{local}/{name}')


ftp = connect()
assert ftp.cwd(remote + '/down').startswith('250')
assert ftp.pwd() == remote + '/down'
lines = []
ftp.retrlines('LIST', lines.append)
with open('listing', 'w', encoding='utf-8') as listing:
    listing.write('\n'.join(lines) + '\n')
ftp.voidcmd('TYPE I')
assert ftp.size('half') == os.path.getsize('up/half')
for name in ['empty', 'small'] + (['large'] if env['LARGE'] == 'yes' else []):
    get(ftp, name)
with open('down/text', 'w', newline='\n') as text:
    ftp.retrlines('RETR text', lambda line: text.write(line + '\n'))
get(ftp, 'half', rest=131_072)
os.mkdir('down/names')
ftp.cwd('names')
for name in ftp.nlst():
    get(ftp, name, 'down/names/' + name)
ftp.cwd('..')
get_tree(ftp, 'tree', 'down/tree')
try:
    get(ftp, 'nothing', 'nothing')
    raise SystemExit('fetched nothing')
except ftplib.error_perm as e:
    assert str(e).startswith('550'), e

if env['LARGE'] == 'yes':
    # Gives a transfer up in the middle and goes on with the session.
    data = ftp.transfercmd('RETR large')
    assert data.recv(100_000)
    ftp.abort()
    data.close()
    reply = ftp.getmultiline()
    while reply[:3] not in ('225', '226'):
        reply = ftp.getmultiline()
    assert ftp.pwd() == remote + '/down'

ftp.cwd(remote + '/up')
for name in ['empty', 'small'] + (['large'] if env['LARGE'] == 'yes' else []):
    put(ftp, name)
with open('up/text', 'rb') as text:
    ftp.storlines('STOR text', text)
put(ftp, 'half', rest=131_072)
ftp.mkd('names')
for name in os.listdir('up/names'):
    put(ftp, 'names/' + name)
put_tree(ftp, 'tree', 'up/tree')
ftp.cwd(remote)
ftp.rename('before', 'after')
ftp.delete('doomed')
assert ftp.mkd('made') == remote + '/made'
ftp.rmd('emptied')
ftp.quit()
