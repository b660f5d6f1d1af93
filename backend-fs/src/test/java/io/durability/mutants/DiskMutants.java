package io.durability.mutants;

import static io.durability.mutants.Mutants.fs;

import java.util.List;

/** The barriers of the local disk, each with its owner. */
final class DiskMutants {

  private static final String ACKED = "AckScenarios.acked_powerLoss_isThere";
  private static final String WHOLE = "DiskScenarios.wholeFile_powerLossAfterTheWrite_isThere";

  private DiskMutants() {}

  static List<Mutant> all() {
    return List.of(
        Mutant.of("append file not forced", ACKED, fs("FsAppender"))
            .replace("writeBack.force(lengthChanged || !established, length);", ""),
        Mutant.of(
                "a failed force ahead of the sync is forgotten",
                "DiskScenarios.appender_afterAFailedForceAheadOfTheSync_confirmsNothing",
                fs("WriteBack"))
            .replace("      early.join();\n", ""),
        Mutant.of("folder of an append file not forced", ACKED, fs("FsAppender"))
            .replace("directory.forceFolderOf(name);", ""),
        Mutant.of("name of a new folder not forced", ACKED, fs("FileTree"))
            .replace("        files.forceFolder(parent(folder));\n", ""),
        Mutant.of("name of a new root not forced", ACKED, fs("RootFolder"))
            .replace("        files.forceFolder(files.realPath(parent));\n", ""),
        Mutant.of(
                "appender goes on after a failed force",
                "DiskScenarios.appender_afterAFailedForce_confirmsNothing",
                fs("FsAppender"))
            .replace(
                "      failure = e;\n      throw Failures.of(\"bytes not forced\"",
                "      throw Failures.of(\"bytes not forced\""),
        Mutant.of(
                "sealed appender goes on",
                "DiskScenarios.sealed_anEarlierAppender_confirmsNothing",
                fs("FsAppender"))
            .replace("      sealed = true;\n", ""),
        Mutant.of(
                "space reserved before the header is durable",
                "AckScenarios.firstBatch_cutAnywhere_leavesALog",
                fs("FsAppender"))
            .replace("if (established && lengthChanged) {", "if (lengthChanged) {"),
        Mutant.of(
                "a spare gets its name before its content is durable",
                "AckScenarios.inADeletedFile_cutAnywhere_keepsWhatWasAcked",
                fs("FsAppender"))
            .replace(
                "      writeBack.force(lengthChanged || !established, length);\n",
                "      if (!established) { establish(); }\n      writeBack.force(true, length);\n"),
        Mutant.of(
                "name of what was a spare not forced",
                "AckScenarios.inADeletedFile_cutAnywhere_keepsWhatWasAcked",
                fs("SpareFile"))
            .replace("    tree.forceFolderOf(name);\n", ""),
        Mutant.of(
                "file written again before its deletion is durable",
                "DiskScenarios.deletionThatFailed_powerLoss_bringsBackWhatWasThere",
                fs("SpareFiles"))
            .replace("      unnamed.add(", "      spares.add("),
        Mutant.of(
                "file written again under its readers",
                "DiskScenarios.deletedFile_readersOfIt_readOn",
                fs("SpareFiles"))
            .replace("if (readers.any(spare.formerName()) || ", "if ("),
        Mutant.of("whole file not forced", WHOLE, fs("TempFile"))
            .replace("    writeBack.force(true, length);\n", ""),
        Mutant.of("folder of a whole file not forced", WHOLE, fs("WholeFiles"))
            .replace("    tree.forceFolderOf(name);\n", ""),
        Mutant.of(
                "rename where absence was asked for",
                "DiskScenarios.absentAsked_anotherProcessCreatesItMeanwhile_isNotReplaced",
                fs("WholeFiles"))
            .replace("tree.link(file.path(), name);", "rename(file, name);"),
        Mutant.of(
                "deletion not forced", "DiskScenarios.deleted_powerLoss_staysAway", fs("Deletion"))
            .replace("        tree.forceFolderOf(one);\n", ""),
        Mutant.of(
                "new name of a rename not forced",
                "DiskScenarios.renamed_powerLoss_hasTheNewNameOnly",
                fs("FsDirectory"))
            .replace("    tree.forceFolderOf(to);\n", ""),
        Mutant.of(
                "old name of a rename not forced",
                "DiskScenarios.renamed_powerLoss_hasTheNewNameOnly",
                fs("FsDirectory"))
            .replace("      tree.forceFolderOf(from);\n", ""),
        Mutant.of(
                "settle only forces, and rewrites nothing",
                "ClaimScenarios.pagesThatAFailedForceLeftClean_powerLossAfterTheClaim_areThere",
                fs("Settler"))
            .replace("      rewrite(name, handle, from, end);\n", ""),
        Mutant.of(
                "settle only rewrites, and forces nothing",
                "ClaimScenarios.recoveredFromTheCacheOnly_powerLossAfterTheClaim_isThere",
                fs("Settler"))
            .replace("      handle.force(true);\n", ""),
        Mutant.of(
                "settle leaves what follows the end",
                "DiskScenarios.settled_nothingIsReadBehindTheEnd",
                fs("Settler"))
            .replace("        handle.truncate(end);\n", ""),
        Mutant.of(
                "names that a killed process left not forced",
                "DiskScenarios.nameOfAKilledProcess_seenByTheNext_outlivesAPowerLoss",
                fs("RootClaim"))
            .replace("      tree.forceAll();\n", ""),
        Mutant.of("no lock", "DiskScenarios.secondProcess_isRefused", fs("LockedRoots"))
            .replace("if (!handle.tryLock()) {", "if (!handle.tryLock() && ATTEMPTS_MAX < 0) {"),
        Mutant.of(
                "lock file opened twice in a process",
                "DiskScenarios.secondDirectoryOfTheProcess_isRefused_andTheLockStays",
                fs("LockedRoots"))
            .replace("if (held.isOn(files, root, rootStatus)) {", "if (held == null) {"),
        Mutant.of(
                "lock file not looked at again",
                "DiskScenarios.lockFileRemoved_theHolderIsSuperseded",
                fs("RootClaim"))
            .replace("      lock.verify();\n", ""));
  }
}
