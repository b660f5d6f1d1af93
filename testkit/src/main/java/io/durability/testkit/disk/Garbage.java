package io.durability.testkit.disk;

import java.util.SplittableRandom;

/** Random sectors, made once: where a state has garbage, what it is does not matter. */
final class Garbage {

  private static final int COUNT = 64;
  private static final Sector[] SECTORS = new Sector[COUNT];

  static {
    SplittableRandom random = new SplittableRandom(20_260_101);
    for (int i = 0; i < COUNT; i++) {
      byte[] bytes = new byte[Sector.BYTES];
      random.nextBytes(bytes);
      SECTORS[i] = Sector.of(bytes);
    }
  }

  private Garbage() {}

  /** Returns one of them. */
  static Sector sector(int number) {
    return SECTORS[Math.floorMod(number, COUNT)];
  }
}
