package io.durability;

import io.durability.storage.Directory;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What a {@link DurableStateBuilder} was told, complete. */
record StateDefinition<S, E>(
    Directory directory,
    Supplier<? extends S> initial,
    Applier<S, E> applier,
    BiConsumer<? super S, ? super E> check,
    StateCodec<S> stateCodec,
    Codec<E> entryCodec,
    @Nullable UnaryOperator<S> snapshot,
    LogOptions options,
    RecoveryProgress progress,
    long publishEntries,
    long publishBytes,
    Executor publishExecutor,
    PublishListener listener) {}
