/** A backend as an outsider writes it: it sees what core exports, and nothing else. */
module com.example.onefile {
  requires io.durability.core;

  provides io.durability.storage.DirectoryProvider with
      com.example.onefile.OneFileProvider;
}
