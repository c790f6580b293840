// basic-ftp on Node.js.
const assert = require('assert');
const fs = require('fs');
const { Client } = require('basic-ftp');

const env = process.env;
const remote = env.REMOTE;
const large = env.LARGE === 'yes' ? ['large'] : [];

async function exchange(client) {
    const version = 'TLSv' + env.TLS_VERSION;
    await client.access({
        host: env.HOST,
        port: Number(env.PORT),
        user: env.FTP_USER,
        password: env.FTP_PASSWORD,
        secure: { none: false, explicit: true, implicit: 'implicit' }[env.TLS],
        secureOptions: { rejectUnauthorized: false, minVersion: version, maxVersion: version },
    });
    await client.cd(remote + '/down');
    assert.strictEqual(await client.pwd(), remote + '/down');
    const entries = await client.list();
    fs.writeFileSync('listing', entries.map((entry) => entry.name + '\n').join(''));
    assert.strictEqual(await client.size('half'), fs.statSync('up/half').size);
    for (const name of ['empty', 'small', 'text', ...large]) {
        await client.downloadTo('down/' + name, name);
    }
    await client.downloadTo('down/half', 'half', 131_072);
    await client.downloadToDir('down/names', 'names');
    await client.downloadToDir('down/tree', 'tree');
    if (env.TLS === 'none') {
        // Under TLS it may see the end of the data connection before the refusal, and give up the session.
        await assert.rejects(client.downloadTo('nothing', 'nothing'), { code: 550 });
    }

    await client.cd(remote + '/up');
    for (const name of ['empty', 'small', 'text', ...large]) {
        await client.uploadFrom('up/' + name, name);
    }
    await client.appendFrom('up/half', 'half', { localStart: 131_072 });
    await client.uploadFromDir('up/names', 'names');
    await client.uploadFromDir('up/tree', 'tree');
    await client.cd(remote);
    await client.rename('before', 'after');
    await client.remove('doomed');
    await client.ensureDir('made');
    await client.cd(remote);
    await client.removeEmptyDir('emptied');
}

const client = new Client(30_000);
exchange(client)
    .catch((e) => {
        console.error(e);
        process.exitCode = 1;
    })
    .finally(() => client.close());
