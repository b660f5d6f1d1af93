package io.durability.testkit.crash;

import io.durability.errors.DurabilityException;
import java.util.ArrayList;
import java.util.List;

/** What is done to the files of a directory. */
public final class FileWorkloads {

  /** The steps of which all short sequences are made. */
  private static final String STEPS = "wncmdserk";

  private FileWorkloads() {}

  /**
   * Returns all sequences of verbs up to a length. Each looks at crashes in its last step only:
   * those before are the last steps of shorter ones.
   */
  public static List<Workload> sequences(int lengthMax) {
    List<Workload> all = new ArrayList<>();
    List<String> shorter = List.of("");
    for (int length = 1; length <= lengthMax; length++) {
      List<String> longer = new ArrayList<>();
      for (String steps : shorter) {
        for (int i = 0; i < STEPS.length(); i++) {
          longer.add(steps + STEPS.charAt(i));
          all.add(new Sequence(steps + STEPS.charAt(i)));
        }
      }
      shorter = longer;
    }
    return all;
  }

  /** Returns one sequence, of which all crashes are looked at. */
  public static Workload of(String steps) {
    return new Whole(steps);
  }

  private record Sequence(String steps) implements Workload {
    @Override
    public String name() {
      return "files-" + steps;
    }

    @Override
    public void run(Scene scene) throws DurabilityException {
      FileDriver files = new FileDriver(scene);
      for (int i = 0; i < steps.length(); i++) {
        if (i == steps.length() - 1) {
          scene.recordFromHere();
        }
        step(files, steps.charAt(i));
      }
    }
  }

  private record Whole(String steps) implements Workload {
    @Override
    public String name() {
      return "all-files-" + steps;
    }

    @Override
    public void run(Scene scene) throws DurabilityException {
      FileDriver files = new FileDriver(scene);
      for (int i = 0; i < steps.length(); i++) {
        step(files, steps.charAt(i));
      }
    }
  }

  private static void step(FileDriver files, char step) throws DurabilityException {
    switch (step) {
      case 'w' -> files.write();
      case 'n' -> files.writeNew();
      case 'c' -> files.commit();
      case 'm' -> files.rename();
      case 'd' -> files.delete();
      case 's' -> files.append();
      case 'e' -> files.settle();
      case 'r' -> files.reopen();
      case 'k' -> files.killAndOpen();
      default -> throw new IllegalArgumentException("no step " + step);
    }
  }
}
