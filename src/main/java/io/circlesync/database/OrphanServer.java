package io.circlesync.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The PostgreSQL server that a killed process has left behind on a data folder, as its {@code postmaster.pid} tells. The
 * number of a process is given to another one sooner or later, so it alone proves nothing.
 */
final class OrphanServer {

    private static final Logger LOG = LoggerFactory.getLogger(OrphanServer.class);
    private static final Duration STOP = Duration.ofSeconds(5);

    /** The server notes its start a moment after it; both clocks count in seconds at worst. */
    private static final Duration SAME_START = Duration.ofSeconds(5);

    /** Lines of the file: the process, the folder, the start in seconds since 1970. */
    private static final int PID_LINE = 0;

    private static final int START_LINE = 2;

    private OrphanServer() {}

    /** Ends the server that works on the folder, if there is one; a file that tells of another process is removed. */
    static void end(Path data) {
        Path pidFile = data.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return;
        }
        try {
            List<String> lines = Files.readAllLines(pidFile);
            Optional<ProcessHandle> orphan = lines.isEmpty()
                    ? Optional.empty()
                    : ProcessHandle.of(Long.parseLong(lines.get(PID_LINE).strip()));
            if (orphan.isEmpty()) {
                return;
            }
            if (serves(orphan.get(), data, lines)) {
                LOG.warn(
                        "Ending the PostgreSQL server that was left behind (pid {})",
                        orphan.get().pid());
                end(orphan.get());
            } else {
                // PostgreSQL would not start while any process has the number.
                LOG.warn(
                        "{} is stale: process {} is not a server of this folder",
                        pidFile,
                        orphan.get().pid());
                Files.delete(pidFile);
            }
        } catch (IOException | NumberFormatException e) {
            LOG.warn("{} is unreadable; PostgreSQL itself decides whether it is stale", pidFile, e);
        }
    }

    /** A server works inside its data folder. Where that cannot be seen, its start has to be the one that was noted. */
    private static boolean serves(ProcessHandle process, Path data, List<String> lines) throws IOException {
        if (process.info()
                .command()
                .filter(command -> command.matches(".*postgres(\\.exe)?"))
                .isEmpty()) {
            return false;
        }
        Path workingFolder = Path.of("/proc", Long.toString(process.pid()), "cwd");
        if (Files.exists(workingFolder)) {
            return Files.isSameFile(workingFolder, data);
        }
        Optional<Instant> started = process.info().startInstant();
        return lines.size() > START_LINE
                && started.isPresent()
                && Duration.between(
                                        started.get(),
                                        Instant.ofEpochSecond(Long.parseLong(
                                                lines.get(START_LINE).strip())))
                                .abs()
                                .compareTo(SAME_START)
                        <= 0;
    }

    private static void end(ProcessHandle process) {
        process.destroy();
        try {
            process.onExit().get(STOP.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            process.destroyForcibly();
            process.onExit().join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
