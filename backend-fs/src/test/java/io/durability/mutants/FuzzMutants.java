package io.durability.mutants;

import static io.durability.mutants.Mutants.log;

import java.util.List;

/** A bug in each decoder: who is to notice is the fuzzer, with the target of that name. */
final class FuzzMutants {

  private static final String CORE = "core/src/main/java/io/durability/";

  private FuzzMutants() {}

  static List<Mutant> all() {
    return List.of(
        Mutant.of("length not bounded", "FuzzFrame", CORE + "internal/format/Frames.java")
            .replace(
                "id >= 1 && (flags & ~LAST) == 0 && payloadBytes <= payloadBytesMax;",
                "id >= 1 && (flags & ~LAST) == 0;"),
        Mutant.of(
                "reserved bytes not looked at",
                "FuzzSegmentHeader",
                CORE + "internal/format/SegmentHeader.java")
            .replace(
                "    require(reserved == 0, \"reserved bytes\", 0, reserved, location);\n", ""),
        Mutant.of("payload length not compared", "FuzzCheckpoint", log("CheckpointInput"))
            .replace(
                "footer.blocks() != blocks || footer.payloadBytes() != payloadBytes",
                "footer.blocks() != blocks"),
        Mutant.of("ids checked for growth only", "FuzzRecordLog", log("FrameVerifier"))
            .replace("    if (id != expected) {", "    if (id < expected) {"),
        Mutant.of("payload checksum not compared", "FuzzLog", CORE + "internal/format/Frames.java")
            .replace(
                "return (int) crc.getValue() == bytes.getInt(at + PAYLOAD_CRC_AT)\n        &&",
                "return"),
        Mutant.of("dots are a name", "FuzzNames", CORE + "storage/FileName.java")
            .replace("if (length == 0 || isDots(name, start, length)) {", "if (length == 0) {"),
        Mutant.of(
                "deleted documents in any order",
                "FuzzSegmentIndex",
                CORE + "segments/SegmentStateCodec.java")
            .replace("        requireAbove(\"deleted document\", document, last);\n", ""));
  }
}
