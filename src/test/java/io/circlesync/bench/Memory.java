package io.circlesync.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Memory of processes in megabytes, from Linux's /proc; NaN elsewhere. */
final class Memory {

    private static final double KIB_PER_MB = 1000 * 1000 / 1024.0;

    private Memory() {}

    /** What the process holds in memory, shared pages included. */
    static double resident(ProcessHandle process) {
        return read(process, "Rss:");
    }

    /** What the process holds, each page that it shares with others counted in part. */
    static double proportional(ProcessHandle process) {
        return read(process, "Pss:");
    }

    private static double read(ProcessHandle process, String figure) {
        Path file = Path.of("/proc", Long.toString(process.pid()), "smaps_rollup");
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(figure))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / KIB_PER_MB)
                    .findFirst()
                    .orElse(Double.NaN);
        } catch (IOException e) {
            return Double.NaN;
        }
    }
}
