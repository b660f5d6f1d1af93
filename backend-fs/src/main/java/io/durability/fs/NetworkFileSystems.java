package io.durability.fs;

import java.util.Locale;
import java.util.Set;

/**
 * Tells file systems that lie behind a network. On these a lock may be lost without notice, another
 * client may see files late, and what a force promises is up to a server.
 */
final class NetworkFileSystems {

  private static final Set<String> TYPES =
      Set.of(
          "9p",
          "acfs",
          "afpfs",
          "afs",
          "beegfs",
          "ceph",
          "cifs",
          "coda",
          "davfs",
          "gfs",
          "gfs2",
          "glusterfs",
          "gpfs",
          "lustre",
          "ncpfs",
          "nfs",
          "nfs3",
          "nfs4",
          "ocfs2",
          "orangefs",
          "pvfs2",
          "smb2",
          "smb3",
          "smbfs",
          "vboxsf",
          "vmhgfs",
          "webdav");

  /** User-space file systems are mostly remote (sshfs, s3fs, juicefs); this one is a local disk. */
  private static final Set<String> LOCAL_FUSE = Set.of("fuse.fuse-overlayfs");

  private NetworkFileSystems() {}

  static boolean contains(String type) {
    String known = type.toLowerCase(Locale.ROOT);
    return TYPES.contains(known)
        || (known.startsWith("fuse.") && !LOCAL_FUSE.contains(known))
        || known.equals("fuse")
        || known.equals("macfuse");
  }
}
