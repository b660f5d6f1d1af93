package io.durability.cli;

import java.io.IOException;
import java.util.List;
import java.util.ServiceLoader;

/**
 * Starts emulators, where the class path has what that takes; found by {@link ServiceLoader}. The
 * tool itself brings none: they are for those who have its sources.
 */
public interface EmulatorProvider {

  /** Returns the names of the stores that it can start one of. */
  List<String> stores();

  /**
   * Starts one.
   *
   * @param store one of {@link #stores}
   * @throws IOException if none can be started; the message says what is missing
   */
  Emulator start(String store) throws IOException;

  /**
   * Starts an emulator of a store with the provider that can.
   *
   * @throws IllegalArgumentException if there are providers, but none for this store
   * @throws IOException if there is no provider, or it cannot start one
   */
  static Emulator startAny(String store) throws IOException {
    List<EmulatorProvider> providers =
        ServiceLoader.load(EmulatorProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .toList();
    if (providers.isEmpty()) {
      throw new IOException(
          "no emulators on the class path: ./durability of a source tree puts them there");
    }
    for (EmulatorProvider provider : providers) {
      if (provider.stores().contains(store)) {
        return provider.start(store);
      }
    }
    throw new IllegalArgumentException(
        "no such emulator [expected one of="
            + providers.stream().flatMap(provider -> provider.stores().stream()).toList()
            + ", found="
            + store
            + "]");
  }
}
