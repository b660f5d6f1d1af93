package io.durability.mutants;

import static io.durability.mutants.Mutants.log;

import java.util.List;

/** Races: each shows only where threads meet, so who is to notice is Lincheck. */
final class RaceMutants {

  private static final String GROUP = "io.durability.internal.log.GroupCommitOperations";
  private static final String LOG = "io.durability.concurrency.LogOperations";

  private RaceMutants() {}

  static List<Mutant> all() {
    return List.of(
        Mutant.of("id told that was read before the lock", GROUP, log("GroupCommit"))
            .replace(
                """
                  <A> A append(ByteBuffer payload, AckMaker<A> maker) throws DurabilityException {
                    lock.lock();
                """,
                """
                  <A> A append(ByteBuffer payload, AckMaker<A> maker) throws DurabilityException {
                    long early = pipeline.lastId() + 1;
                    lock.lock();
                """)
            .replace(
                "return isReadAtOnce(payload) ? add(payload, maker) : add(Bytes.copy(payload), maker);",
                "return add(Bytes.copy(payload), (id, batch) -> maker.make(early, batch));"),
        Mutant.of("whether it is closed looked at before the lock", LOG, log("GroupCommit"))
            .replace(
                """
                  <A> A append(ByteBuffer payload, AckMaker<A> maker) throws DurabilityException {
                """,
                """
                  <A> A append(ByteBuffer payload, AckMaker<A> maker) throws DurabilityException {
                    requireUsable();
                """)
            .replace(
                """
                    checkUsable();
                    while (!pipeline.hasRoomFor(framed)) {
                """,
                """
                    while (!pipeline.hasRoomFor(framed)) {
                """),
        Mutant.of("everything appended told to be durable", GROUP, log("CommitOutcomes"))
            .replace(
                "durableId = Math.max(durableId, batch.lastId());",
                "durableId = Math.max(durableId, pipeline.lastId());"),
        Mutant.of("newest checkpoint looked at before the lock", LOG, log("LogWriter"))
            .replace(
                "    publishing.lock();\n    try {\n      // Before",
                "    checkPublish(lastId);\n    publishing.lock();\n    try {\n      // Before")
            .replace(
                "      checkPublish(lastId);\n      List<CheckpointRef> before",
                "      List<CheckpointRef> before"));
  }
}
