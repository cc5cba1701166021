#!/usr/bin/env gjs
// SPDX-License-Identifier: LGPL-2.1-or-later
// Imports a folder into a store, tags it, lists it, reads a file and exports the folder again.
// Usage: example.js STORE FOLDER OUTPUT
imports.gi.versions.Nexus = '1';
const {Gio, GLib, Nexus} = imports.gi;

Gio._promisify(Nexus.Operation.prototype, 'run_async', 'run_finish');

async function example(store, folder, output) {
    const fs = Nexus.connect(new Nexus.Config({data_dir: store}), null);

    const operation = fs.import(Gio.File.new_for_path(folder), '/folder', Nexus.ConflictPolicy.REPLACE);
    operation.connect('notify::fraction', () => print(`${Math.round(operation.fraction * 100)} %`));
    await operation.run_async(null);

    fs.write('/folder/note.txt', new GLib.Bytes('imported'), null, Nexus.WriteFlags.NONE, null);
    fs.add_tag('/folder/note.txt', 'example', null);

    const entries = fs.list('/folder', null);
    for (let i = 0; i < entries.get_n_items(); i++)
        print(`${entries.get_item(i).size}`.padStart(10), entries.get_item(i).path);
    print(imports.byteArray.toString(fs.read('/folder/note.txt', null).toArray()));

    try {
        fs.read('/nothing', null);
    } catch (error) {
        if (!error.matches(Gio.IOErrorEnum, Gio.IOErrorEnum.NOT_FOUND))
            throw error;
        print(error.message);
    }

    await fs.export('/folder', Gio.File.new_for_path(output), Nexus.ConflictPolicy.REPLACE).run_async(null);
    fs.close(null);
}

const loop = GLib.MainLoop.new(null, false);
let status = 0;
example(...ARGV).catch(error => {
    printerr(error.message);
    status = 1;
}).finally(() => loop.quit());
loop.run();
imports.system.exit(status);
