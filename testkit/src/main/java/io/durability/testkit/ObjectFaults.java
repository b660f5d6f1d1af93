package io.durability.testkit;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Says of each request, before it is sent, which fault it meets, if any. */
@FunctionalInterface
public interface ObjectFaults {

  /** No faults. */
  ObjectFaults NONE = request -> null;

  /** Returns the fault for a request, or null; one that does not suit the request is ignored. */
  @Nullable ObjectFault next(ObjectRequest request);

  /** Returns faults by chance: every so many requests of those that suit, one of some faults. */
  static ObjectFaults random(SplittableRandom chance, double share, Set<ObjectFault> kinds) {
    Map<RequestKind, List<ObjectFault>> suiting = new HashMap<>();
    for (RequestKind kind : RequestKind.values()) {
      suiting.put(
          kind, new ArrayList<>(kinds.stream().filter(fault -> fault.suits(kind)).toList()));
    }
    return request -> {
      List<ObjectFault> faults = suiting.getOrDefault(request.kind(), List.of());
      return faults.isEmpty() || chance.nextDouble() >= share
          ? null
          : faults.get(chance.nextInt(faults.size()));
    };
  }

  /** Returns one fault, for the {@code nth} request from now on for which something is true. */
  static ObjectFaults at(int nth, Predicate<ObjectRequest> which, ObjectFault fault) {
    return during(nth, nth, which, fault);
  }

  /** Returns a fault for every request for which something is true. */
  static ObjectFaults always(Predicate<ObjectRequest> which, ObjectFault fault) {
    return during(1, Integer.MAX_VALUE, which, fault);
  }

  /** Returns a fault for the first so many requests for which something is true. */
  static ObjectFaults first(int count, Predicate<ObjectRequest> which, ObjectFault fault) {
    return during(1, count, which, fault);
  }

  private static ObjectFaults during(
      int from, int to, Predicate<ObjectRequest> which, ObjectFault fault) {
    int[] seen = new int[1];
    return request -> {
      if (!which.test(request)) {
        return null;
      }
      seen[0]++;
      return seen[0] >= from && seen[0] <= to ? fault : null;
    };
  }

  /** Returns these faults, and where they have none, others. */
  default ObjectFaults or(ObjectFaults others) {
    return request -> {
      ObjectFault fault = next(request);
      return fault == null ? others.next(request) : fault;
    };
  }

  /** Returns every fault but some. */
  static Set<ObjectFault> allBut(ObjectFault... left) {
    Set<ObjectFault> all = EnumSet.allOf(ObjectFault.class);
    all.removeAll(Set.of(left));
    return all;
  }
}
