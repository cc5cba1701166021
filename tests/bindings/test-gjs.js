// SPDX-License-Identifier: LGPL-2.1-or-later
// The public API as JavaScript sees it, through introspection.
imports.gi.versions.Nexus = '1';
const {Gio, GLib, Nexus} = imports.gi;
const ByteArray = imports.byteArray;
const System = imports.system;

Gio._promisify(Nexus.Filesystem.prototype, 'write_async', 'write_finish');
Gio._promisify(Nexus.Filesystem.prototype, 'read_async', 'read_finish');
Gio._promisify(Nexus.Filesystem.prototype, 'list_async', 'list_finish');
Gio._promisify(Nexus.Filesystem.prototype, 'search_async', 'search_finish');
Gio._promisify(Nexus.Filesystem.prototype, 'update_index_async', 'update_index_finish');
Gio._promisify(Nexus.EntryEnumerator.prototype, 'next_async', 'next_finish');
Gio._promisify(Nexus.Operation.prototype, 'run_async', 'run_finish');

const tests = {};

function assert(condition, message = 'assertion failed') {
    if (!condition)
        throw new Error(message);
}

function assertEqual(value, expected) {
    const [a, b] = [JSON.stringify(value), JSON.stringify(expected)];
    assert(a === b, `${a} is not ${b}`);
}

function assertThrows(domain, code, call) {
    try {
        call();
    } catch (error) {
        assert(error instanceof GLib.Error && error.matches(domain, code), `${error}`);
        return error.message;
    }
    throw new Error('no error');
}

function connect() {
    return Nexus.connect(new Nexus.Config({data_dir: GLib.Dir.make_tmp(null)}), null);
}

function write(fs, path, text, flags = Nexus.WriteFlags.PARENTS, etag = null) {
    return fs.write(path, new GLib.Bytes(ByteArray.fromString(text)), etag, flags, null);
}

function read(fs, path) {
    return ByteArray.toString(fs.read(path, null).toArray());
}

function items(model) {
    return [...Array(model.get_n_items()).keys()].map(index => model.get_item(index));
}

tests['write and read'] = () => {
    const fs = connect();
    const entry = write(fs, '/notes/größe.txt', 'hello');
    assertEqual([entry.path, entry.name, entry.size, entry.version], ['/notes/größe.txt', 'größe.txt', 5, 1]);
    assert(entry.kind === Nexus.Kind.FILE);
    assertEqual(read(fs, '/notes/größe.txt'), 'hello');
    fs.close(null);
};

function waitFor(condition) {
    return new Promise(resolve => {
        GLib.timeout_add(GLib.PRIORITY_DEFAULT, 10, () => {
            if (!condition())
                return GLib.SOURCE_CONTINUE;
            resolve();
            return GLib.SOURCE_REMOVE;
        });
    });
}

// The names that a list shows, once it is complete and all are read.
async function shown(model) {
    let rows;
    await waitFor(() => {
        rows = items(model);
        return !model.loading && rows.every(row => row.loaded);
    });
    return rows.map(row => row.entry.name);
}

tests['list models'] = async () => {
    const fs = connect();
    for (const path of ['/d/a10', '/d/a9', '/d/z/a1'])
        write(fs, path, path);
    const directory = new Nexus.DirectoryModel({filesystem: fs, path: '/d', sort_descending: true});
    assert(directory instanceof Nexus.ListModel);
    assertEqual(await shown(directory), ['z', 'a10', 'a9']);
    const found = new Nexus.SearchModel({filesystem: fs, sort_key: 'name', query: Nexus.Query.new_parse('name:a')});
    assertEqual(await shown(found), ['a1', 'a9', 'a10']);

    const said = [];
    found.connect('items-changed', (self, ...numbers) => said.push(numbers));
    fs.delete('/d/a9', null, Nexus.DeleteFlags.NONE, null);
    await waitFor(() => found.get_n_items() === 2 && directory.get_n_items() === 2);
    assertEqual(said, [[1, 1, 0]]);
    fs.close(null);
};

tests['list and enumerate'] = () => {
    const fs = connect();
    for (const name of ['c', 'a', 'b'])
        write(fs, `/folder/${name}`, name);
    assertEqual(items(fs.list('/folder', null)).map(entry => entry.name).sort(), ['a', 'b', 'c']);
    const enumerator = fs.enumerate('/', Nexus.EnumerateFlags.RECURSIVE, null);
    const paths = [];
    for (;;) {
        const batch = enumerator.next(3, null);
        if (batch.length === 0)
            break;
        paths.push(...batch.map(entry => entry.path));
        System.gc();
    }
    assertEqual(paths.sort(), ['/folder', '/folder/a', '/folder/b', '/folder/c']);
    fs.close(null);
};

tests['files'] = () => {
    const fs = connect();
    assert(Nexus.vfs_register() && Nexus.vfs_add('javascript', fs));
    const folder = Gio.File.new_for_uri('nexus://javascript/a%20folder');
    const file = folder.get_child('größe.txt');
    assert(file.equal(fs.get_file('/a folder/größe.txt')));
    assert(folder.make_directory_with_parents(null));
    const stream = file.create(Gio.FileCreateFlags.NONE, null);
    stream.write_all('hello', null);
    assert(!fs.exists('/a folder/größe.txt', null), 'visible before it is closed');
    stream.close(null);
    assertEqual(read(fs, '/a folder/größe.txt'), 'hello');
    const enumerator = folder.enumerate_children('standard::*,nexus::*', Gio.FileQueryInfoFlags.NONE, null);
    const info = enumerator.next_file(null);
    assertEqual([info.get_name(), info.get_size(), info.get_attribute_uint32('nexus::version')], ['größe.txt', 5, 1]);
    assert(enumerator.next_file(null) === null);

    const copy = Gio.File.new_for_path(GLib.Dir.make_tmp(null)).get_child('copy');
    assert(file.copy(copy, Gio.FileCopyFlags.NONE, null, null));
    assertEqual(ByteArray.toString(copy.load_contents(null)[1]), 'hello');
    for (const uri of ['nexus://javascript/a%2Fb', 'nexus://javascript/%00', 'nexus://javascript/../a', 'nexus:///%']) {
        assertThrows(Gio.IOErrorEnum, Gio.IOErrorEnum.INVALID_FILENAME,
            () => Gio.File.new_for_uri(uri).load_contents(null));
    }
    assert(Nexus.vfs_remove('javascript'));
    assertThrows(Gio.IOErrorEnum, Gio.IOErrorEnum.NOT_MOUNTED, () => file.load_contents(null));
    fs.close(null);
};

tests['file streams'] = () => {
    const fs = connect();
    const file = fs.get_file('/file');
    const text = bytes => ByteArray.toString(bytes.toArray());
    let stream = file.create(Gio.FileCreateFlags.NONE, null);
    stream.write_all('0123456789', null);
    assertEqual(stream.query_info('standard::size', null).get_size(), 10);
    stream.close(null);
    assertEqual(stream.get_etag(), file.query_info('etag::value', Gio.FileQueryInfoFlags.NONE, null).get_etag());
    stream = file.append_to(Gio.FileCreateFlags.NONE, null);
    stream.write_all('ab', null);
    stream.close(null);

    const reader = file.read(null);
    file.replace_contents('else', null, false, Gio.FileCreateFlags.NONE, null);
    assert(reader.can_seek() && reader.seek(8, GLib.SeekType.SET, null));
    assertEqual(text(reader.read_bytes(100, null)), '89ab');

    const cancellable = new Gio.Cancellable();
    stream = file.replace(null, false, Gio.FileCreateFlags.NONE, null);
    stream.write_all('given up', null);
    cancellable.cancel();
    assertThrows(Gio.IOErrorEnum, Gio.IOErrorEnum.CANCELLED, () => stream.close(cancellable));
    assertEqual(read(fs, '/file'), 'else');
    fs.close(null);
};

tests['changes of this and other processes'] = async () => {
    const folder = GLib.Dir.make_tmp(null);
    const fs = Nexus.connect(new Nexus.Config({data_dir: folder}), null);
    write(fs, '/d/ours', 'ours');
    const model = new Nexus.DirectoryModel({filesystem: fs, path: '/d'});
    const found = new Nexus.SearchModel({filesystem: fs, query: Nexus.Query.new_parse('theirs')});
    assertEqual([await shown(model), await shown(found)], [['ours'], []]);

    const told = [];
    const events = [];
    fs.connect('changed', (self, change) => told.push(`${change.kind} ${change.path}`));
    const monitor = fs.get_file('/d').monitor_directory(Gio.FileMonitorFlags.WATCH_MOVES, null);
    monitor.connect('changed', (self, file, other, event) => events.push(`${event} ${file.get_basename()}`));
    const script = `
        imports.gi.versions.Nexus = '1';
        const {GLib, Nexus} = imports.gi;
        const fs = Nexus.connect(new Nexus.Config({data_dir: '${folder}'}), null);
        fs.write('/d/theirs', new GLib.Bytes(imports.byteArray.fromString('x')), null, Nexus.WriteFlags.NONE, null);
        fs.close(null);`;
    const process = Gio.Subprocess.new(['gjs', '-c', script], Gio.SubprocessFlags.NONE);
    assert(process.wait_check(null));
    await waitFor(() => told.includes(`${Nexus.ChangeKind.CREATED} /d/theirs`));
    await waitFor(() => events.includes(`${Gio.FileMonitorEvent.CREATED} theirs`));
    await waitFor(() => model.get_n_items() === 2 && found.get_n_items() === 1);
    assertEqual(await shown(model), ['ours', 'theirs']);

    fs.move('/d/theirs', '/d/mine', null, Nexus.CopyFlags.NONE, null);
    await waitFor(() => events.includes(`${Gio.FileMonitorEvent.RENAMED} theirs`));
    monitor.cancel();
    fs.close(null);
};

tests['files as promises'] = async () => {
    const fs = connect();
    const file = fs.get_file('/file');
    for (const name of ['query_info', 'load_contents'])
        Gio._promisify(file.constructor.prototype, `${name}_async`, `${name}_finish`);
    Gio._promisify(file.constructor.prototype, 'replace_contents_bytes_async', 'replace_contents_finish');
    await file.replace_contents_bytes_async(new GLib.Bytes(ByteArray.fromString('later')), null, false,
        Gio.FileCreateFlags.NONE, null);
    const info = await file.query_info_async('standard::size', Gio.FileQueryInfoFlags.NONE, GLib.PRIORITY_DEFAULT, null);
    assertEqual(info.get_size(), 5);
    const [contents] = await file.load_contents_async(null);
    assertEqual(ByteArray.toString(contents), 'later');
    let caught = null;
    try {
        await fs.get_file('/missing').load_contents_async(null);
    } catch (error) {
        caught = error;
    }
    assert(caught !== null && caught.matches(Gio.IOErrorEnum, Gio.IOErrorEnum.NOT_FOUND), `${caught}`);
    fs.close(null);
};

tests['batches, undo and redo'] = () => {
    const fs = connect();
    write(fs, '/a', 'one');
    const batch = new Nexus.Batch({filesystem: fs, description: 'Sort'});
    batch.make_directory('/docs', Nexus.MakeDirectoryFlags.NONE);
    batch.move('/a', '/docs/a', null, Nexus.CopyFlags.NONE);
    batch.commit(null);
    assertEqual(fs.exists('/docs/a', null), true);

    const step = fs.undo(0, null);
    assertEqual([step.description, step.state, step.count], ['Sort', Nexus.UndoState.UNDONE, 2]);
    assertEqual(fs.exists('/docs', null), false);

    const loop = GLib.MainLoop.new(null, false);
    let again = null;
    fs.redo_async(0, null, (source, result) => {
        again = source.redo_finish(result);
        loop.quit();
    });
    loop.run();
    assertEqual([again.id, again.state], [step.id, Nexus.UndoState.DONE]);
    assertEqual(fs.exists('/docs/a', null), true);

    const history = fs.list_history(null);
    assertEqual(history.get_n_items(), 2);
    assertEqual(history.get_item(1).description, 'Write “a”');
    fs.close(null);
};

tests['snapshots'] = () => {
    const fs = connect();
    write(fs, '/a', 'one');
    assert(fs.create_snapshot('first', '/', null));
    write(fs, '/b', 'two');
    const changes = fs.diff_snapshots('first', null, null);
    assertEqual([changes.get_n_items(), changes.get_item(0).path], [1, '/b']);
    assert(fs.restore_snapshot('first', null, null));
    assert(!fs.exists('/b', null));
    assertEqual(fs.list_snapshots(null).get_item(0).name, 'first');
    fs.close(null);
};

tests['quotas'] = () => {
    const fs = connect();
    write(fs, '/q/a', 'one');
    assert(fs.set_quota('/q', 0, 0, 1, 0, null));
    assertThrows(Gio.IOErrorEnum, Gio.IOErrorEnum.NO_SPACE, () => write(fs, '/q/b', ''));
    const quota = fs.list_quotas(null, null).get_item(0);
    assertEqual([quota.path, quota.hardEntries, quota.usedEntries, quota.usedBytes, quota.exceeded], ['/q', 1, 1, 3, false]);
    fs.close(null);
};

tests['attributes of every type'] = () => {
    const fs = connect();
    write(fs, '/file', '');
    const values = {
        bool: new GLib.Variant('b', true),
        integer: new GLib.Variant('x', -42),
        number: new GLib.Variant('d', 0.5),
        text: new GLib.Variant('s', 'Ünïcode'),
        list: new GLib.Variant('as', ['one', '']),
        map: new GLib.Variant('a{sv}', {inner: new GLib.Variant('s', 'x')}),
    };
    for (const key in values)
        assert(fs.set_attribute('/file', key, values[key], null));
    for (const key in values)
        assert(fs.get_attribute('/file', key, null).equal(values[key]), key);
    assertEqual(Object.keys(fs.list_attributes('/file', null).deepUnpack()).sort(), Object.keys(values).sort());
    fs.close(null);
};

tests['a store is verified'] = () => {
    const fs = connect();
    write(fs, '/file', 'text');
    const verify = fs.verify(null);
    assert(verify.run(null));
    const report = verify.get_report();
    assert(report.is_good());
    assertEqual(report.n_contents, 1);
    assertEqual(JSON.parse(report.to_json()).findings, []);
    const repair = fs.repair();
    repair.set_dry_run(true);
    assert(repair.run(null));
    assert(repair.get_report().good);
    fs.close(null);
};

tests['tags, versions and trash'] = () => {
    const fs = connect();
    write(fs, '/a', 'one');
    write(fs, '/a', 'two');
    fs.add_tag('/a', 'work', null);
    assertEqual(items(fs.list_tags(null)).map(tag => [tag.name, tag.count]), [['work', 1]]);
    assertEqual(ByteArray.toString(fs.read_version('/a', 1, null).toArray()), 'one');
    fs.delete('/a', null, Nexus.DeleteFlags.NONE, null);
    const [item] = items(fs.list_trash(null));
    assertEqual(item.original_path, '/a');
    assertEqual(fs.restore(item.id, '/b', Nexus.ConflictPolicy.FAIL, null).tags, ['work']);
    assertEqual(read(fs, '/b'), 'two');
    fs.close(null);
};

tests['errors by domain and code'] = () => {
    const fs = connect();
    const message = assertThrows(Gio.IOErrorEnum, Gio.IOErrorEnum.NOT_FOUND, () => fs.read('/missing', null));
    assert(message.includes('/missing'), message);
    assertThrows(Gio.IOErrorEnum, Gio.IOErrorEnum.INVALID_FILENAME, () => fs.read('/../etc', null));
    assertThrows(Gio.IOErrorEnum, Gio.IOErrorEnum.INVALID_FILENAME, () => fs.read('', null));
    assertThrows(Nexus.Error, Nexus.Error.CONFIG, () => Nexus.Config.new_from_data('history_limit: many\n'));
    const etag = write(fs, '/a', 'one').etag;
    write(fs, '/a', 'two');
    assertThrows(Gio.IOErrorEnum, Gio.IOErrorEnum.WRONG_ETAG, () => write(fs, '/a', 'three', Nexus.WriteFlags.NONE, etag));
    fs.close(null);
    assertThrows(Gio.IOErrorEnum, Gio.IOErrorEnum.CLOSED, () => fs.read('/a', null));
};

tests['promises'] = async () => {
    const fs = connect();
    const entry = await fs.write_async('/a', new GLib.Bytes(ByteArray.fromString('later')), null,
        Nexus.WriteFlags.NONE, null);
    assertEqual(entry.size, 5);
    assertEqual(ByteArray.toString((await fs.read_async('/a', null)).toArray()), 'later');
    assertEqual((await fs.list_async('/', null)).get_n_items(), 1);
    let caught = null;
    try {
        await fs.read_async('/missing', null);
    } catch (error) {
        caught = error;
    }
    assert(caught !== null && caught.matches(Gio.IOErrorEnum, Gio.IOErrorEnum.NOT_FOUND), `${caught}`);
    fs.close(null);
};

tests['import with progress, and export'] = async () => {
    const fs = connect();
    const folder = GLib.Dir.make_tmp(null);
    GLib.mkdir_with_parents(`${folder}/tree/empty`, 0o755);
    for (let number = 0; number < 50; number++)
        GLib.file_set_contents(`${folder}/tree/${number}.txt`, 'x'.repeat(number));
    const operation = fs.import(Gio.File.new_for_path(`${folder}/tree`), '/tree', Nexus.ConflictPolicy.FAIL);
    const fractions = [];
    operation.connect('notify::fraction', self => fractions.push(self.fraction));
    assert(await operation.run_async(null));
    assert(operation.state === Nexus.OperationState.DONE);
    assert(fractions.length > 0 && fractions[fractions.length - 1] === 1, `${fractions}`);
    assertEqual(fractions, [...fractions].sort((a, b) => a - b));
    assertEqual(operation.bytes_done, 49 * 50 / 2);
    assert(fs.query('/tree/empty', null).kind === Nexus.Kind.DIRECTORY);

    assert(await fs.export('/tree', Gio.File.new_for_path(`${folder}/out`), Nexus.ConflictPolicy.FAIL).run_async(null));
    const [, contents] = GLib.file_get_contents(`${folder}/out/49.txt`);
    assertEqual(contents.length, 49);
    assert(GLib.file_test(`${folder}/out/empty`, GLib.FileTest.IS_DIR));
    fs.close(null);
};

tests['search'] = async () => {
    const fs = connect();
    write(fs, '/docs/Crème Brûlée.txt', 'sugar and cream');
    write(fs, '/docs/budget.pdf', 'x');
    fs.add_tag('/docs/budget.pdf', 'work', null);

    const find = async text => {
        const results = await fs.search_async(Nexus.Query.new_parse(text), Nexus.SearchOrder.NAME, null);
        const entries = await results.next_async(100, null);
        assertEqual(results.count, entries.length);
        return entries.map(entry => entry.path);
    };
    assertEqual(await find('creme'), ['/docs/Crème Brûlée.txt']);
    assertEqual(await find('tag:work OR brulee'), ['/docs/budget.pdf', '/docs/Crème Brûlée.txt']);
    assert(await fs.update_index_async(null));
    assertEqual(await find('text:"sugar and"'), ['/docs/Crème Brûlée.txt']);
    assertThrows(Gio.IOErrorEnum, Gio.IOErrorEnum.INVALID_ARGUMENT, () => Nexus.Query.new_parse('size>much'));

    fs.save_search('work', Nexus.Query.new_parse('tag:work'), null);
    assertEqual(items(fs.list_searches(null)).map(search => [search.get_name(), search.get_query().to_string()]),
        [['work', 'tag:work']]);
    assertEqual(fs.complete_query('tag:w', 5, null), [['work'], 4, 5]);
    fs.remove_search('work', null);
    assertEqual(items(fs.list_searches(null)), []);
    fs.close(null);
};

tests['dump and load'] = async () => {
    const fs = connect();
    const other = connect();
    write(fs, '/d/f', 'text');
    const stream = Gio.MemoryOutputStream.new_resizable();
    assert(await fs.dump(stream, Nexus.DumpFormat.JSONL).run_async(null));
    stream.close(null);
    const lines = stream.steal_as_bytes();

    write(other, '/d/f', 'else');
    const load = other.load(Gio.MemoryInputStream.new_from_bytes(lines), null,
        Nexus.LoadConflict.OVERWRITE, Nexus.LoadFlags.NONE);
    assert(await load.run_async(null));
    assertEqual([load.get_n_created(), load.get_n_updated(), load.get_n_skipped(), load.get_n_missing()], [0, 2, 0, 1]);
    const [collision] = items(load.get_collisions());
    assertEqual([collision.path, collision.new_path], ['/d/f', null]);
    assert(collision.resolution === Nexus.LoadResolution.OVERWRITTEN);
    assertThrows(Nexus.Error, Nexus.Error.CONTENT_MISSING, () => other.read('/d/f', null));

    const bad = other.load(Gio.MemoryInputStream.new_from_bytes(new GLib.Bytes(ByteArray.fromString('[]'))), null,
        Nexus.LoadConflict.SKIP, Nexus.LoadFlags.NONE);
    const message = assertThrows(Gio.IOErrorEnum, Gio.IOErrorEnum.INVALID_DATA, () => bad.run(null));
    assert(message.startsWith('line 1: '), message);

    // The load is one step, as everything else that was done.
    assertEqual(other.undo(0, null).path, null);
    assertEqual(read(other, '/d/f'), 'else');
    const original = other.load_original(Gio.File.new_for_path(GLib.Dir.make_tmp(null)),
        Nexus.LoadConflict.SKIP, Nexus.LoadFlags.NONE);
    assertThrows(Nexus.Error, Nexus.Error.NOT_A_STORE, () => original.run(null));
    other.close(null);
    fs.close(null);
};

// A data folder as the original Nexus has it, with one file.  JavaScript has no SQLite of its own.
function makeOriginal() {
    const folder = GLib.Dir.make_tmp(null);
    const name = GLib.compute_checksum_for_string(GLib.ChecksumType.SHA256, 'text', -1);
    const objects = GLib.build_filenamev([folder, 'cas', name.slice(0, 2), name.slice(2, 4)]);
    GLib.mkdir_with_parents(objects, 0o755);
    GLib.file_set_contents(GLib.build_filenamev([objects, name]), 'text');
    const script = `
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
db.executescript("""
CREATE TABLE file_paths (path_id TEXT, tenant_id TEXT, virtual_path TEXT, backend_id TEXT, physical_path TEXT,
                         file_type TEXT, size_bytes INTEGER, content_hash TEXT, created_at TEXT, updated_at TEXT, deleted_at TEXT);
CREATE TABLE file_metadata (metadata_id TEXT, path_id TEXT, key TEXT, value TEXT, created_at TEXT);
INSERT INTO file_metadata VALUES ('1', '1', 'author', '"Ann"', '2026-01-01 00:00:00');
""")
db.execute("INSERT INTO file_paths VALUES ('1', 't', '/in/file', 'local', ?1, NULL, 4, ?1, '2026-01-01 00:00:00',"
           " '2026-01-01 00:00:00', NULL)", (sys.argv[2],))
db.commit()
`;
    const process = Gio.Subprocess.new(['python3', '-c', script, GLib.build_filenamev([folder, 'metadata.db']), name],
        Gio.SubprocessFlags.NONE);
    assert(process.wait_check(null));
    return Gio.File.new_for_path(folder);
}

tests['load from the original'] = async () => {
    const fs = connect();
    const folder = makeOriginal();
    const trial = fs.load_original(folder, Nexus.LoadConflict.SKIP, Nexus.LoadFlags.DRY_RUN);
    assert(trial.run(null));
    assertEqual([trial.get_n_created(), fs.exists('/in', null)], [1, false]);

    const load = fs.load_original(folder, Nexus.LoadConflict.SKIP, Nexus.LoadFlags.NONE);
    assert(await load.run_async(null));
    assertEqual([load.get_n_created(), load.get_n_missing(), load.get_n_collisions()], [1, 0, 0]);
    assertEqual(read(fs, '/in/file'), 'text');
    assertEqual(fs.get_attribute('/in/file', 'author', null).unpack(), 'Ann');

    write(fs, '/in/file', 'else');
    const again = fs.load_original(folder, Nexus.LoadConflict.REMAP, Nexus.LoadFlags.NONE);
    assert(await again.run_async(null));
    assertEqual(items(again.get_collisions()).map(collision => collision.new_path), ['/in/file_imported1']);
    assertEqual([read(fs, '/in/file'), read(fs, '/in/file_imported1')], ['else', 'text']);
    fs.close(null);
};

let status = 0;

async function main() {
    const names = Object.keys(tests);
    print(`1..${names.length}`);
    for (const [index, name] of names.entries()) {
        try {
            await tests[name]();
            print(`ok ${index + 1} ${name}`);
        } catch (error) {
            status = 1;
            print(`# ${error}\n# ${`${error.stack}`.trim().replace(/\n/g, '\n# ')}\nnot ok ${index + 1} ${name}`);
        }
    }
}

const loop = GLib.MainLoop.new(null, false);
main().catch(error => {
    status = 1;
    printerr(`${error}`);
}).finally(() => loop.quit());
// A promise that never settles ends in the time limit of the test.
loop.run();
System.exit(status);
