package io.durability.fs;

/**
 * What becomes, in a power loss, of what was written and not forced.
 *
 * @param names whether changed names and lengths reach the disk
 * @param sectors which written sectors do
 * @param fill what stands, where the length reached the disk, in place of a sector that did not
 */
public record Loss(boolean names, Sectors sectors, byte fill) {

  /** Nothing that was not forced is there. */
  public static final Loss ALL = new Loss(false, (sector, first, last) -> false, (byte) 0);

  /** Names and lengths are there, the data are zeros. */
  public static final Loss DATA = new Loss(true, (sector, first, last) -> false, (byte) 0);

  /** Names and lengths are there, the data are what stood there before. */
  public static final Loss GARBAGE = new Loss(true, (sector, first, last) -> false, (byte) 0x5A);

  private static final int PAGE_SECTORS = 4096 / DirectedDisk.SECTOR_BYTES;

  /** Of each file the first page that was not forced is lost, the later ones are there. */
  public static final Loss FIRST_PAGE =
      new Loss(true, (sector, first, last) -> sector >= first + PAGE_SECTORS, (byte) 0);

  /** Of each file the last page that was not forced is lost, the earlier ones are there. */
  public static final Loss LAST_PAGE =
      new Loss(true, (sector, first, last) -> sector <= last - PAGE_SECTORS, (byte) 0);

  /** Chooses sectors. */
  @FunctionalInterface
  public interface Sectors {
    /**
     * Tells whether a sector of a file survives, of which these are the first and last unforced.
     */
    boolean survives(int sector, int first, int last);
  }
}
