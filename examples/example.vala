// SPDX-License-Identifier: LGPL-2.1-or-later
// Writes a file into a store and reads it back.
// Usage: example STORE
int main (string[] args) {
  try {
    var config = new Nexus.Config () { data_dir = args[1] };
    var fs = Nexus.connect (config, null);
    fs.write ("/hello.txt", new GLib.Bytes ("hello".data), null, Nexus.WriteFlags.NONE, null);
    var bytes = fs.read ("/hello.txt", null);
    print ("%.*s\n", bytes.length, (string) bytes.get_data ());
    fs.close (null);
    return 0;
  } catch (Error error) {
    printerr ("%s\n", error.message);
    return 1;
  }
}
