package io.circlesync.api;

import java.util.List;

/**
 * Lines of an import that are decided together and written in one transaction.
 *
 * @param upload the import
 * @param lines of which no two name the same person
 */
public record ImportBatch(ImportedLines upload, List<ImportLine> lines) {

    public ImportBatch {
        lines = List.copyOf(lines);
    }

    /** Whether what they come to is written. */
    public boolean isWritten() {
        return !upload.isDryRun();
    }

    /** Names nobody: people's data stay out of logs. */
    @Override
    public String toString() {
        return "ImportBatch" + lines;
    }
}
