package io.circlesync.database;

import io.circlesync.settings.Settings;
import io.circlesync.settings.SettingsException;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.support.service.ServiceSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL server of this process's own, for a start with nothing configured. Its data outlive the process, and it
 * is as durable as a server that somebody set up with care.
 */
public final class EmbeddedDatabase extends ServiceSupport {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedDatabase.class);
    private static final Duration STARTUP = Duration.ofSeconds(30);
    private static final Duration OLD_SERVER_STOP = Duration.ofSeconds(5);

    private final EmbeddedPostgres server;

    private EmbeddedDatabase(EmbeddedPostgres server) {
        this.server = server;
    }

    /**
     * Starts the server, after ending one that a killed process has left on the same data.
     *
     * @param folder holds the data and the server's programs
     * @throws UncheckedIOException if the server does not start
     * @throws SettingsException if another process uses the folder
     */
    public static EmbeddedDatabase start(Path folder) {
        Path data = folder.resolve("postgres");
        requireUnused(data.resolve("epg-lock"));
        endOrphan(data.resolve("postmaster.pid"));
        try {
            Files.createDirectories(folder);
            return new EmbeddedDatabase(EmbeddedPostgres.builder()
                    .setDataDirectory(data)
                    .setOverrideWorkingDirectory(
                            folder.resolve("postgres-programs").toFile())
                    .setCleanDataDirectory(false)
                    .setRegisterShutdownHook(false)
                    .setPGStartupWait(STARTUP)
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("max_connections", "60")
                    .setServerConfig("shared_buffers", "64MB")
                    .setServerConfig("listen_addresses", "localhost")
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException("The embedded PostgreSQL did not start on " + data, e);
        }
    }

    /** Where the server is reached. */
    public Settings.Database settings() {
        return new Settings.Database(
                server.getJdbcUrl("postgres", "postgres"), Optional.of("postgres"), Optional.empty());
    }

    @Override
    protected void doStop() throws Exception {
        server.close();
    }

    /** The library's lock is held for as long as the process lives that started the server. */
    private static void requireUnused(Path lockFile) {
        if (!Files.exists(lockFile)) {
            return;
        }
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock == null) {
                throw new SettingsException("database.url is not set, and the embedded PostgreSQL in "
                        + lockFile.getParent().toAbsolutePath()
                        + " belongs to a service that is running; expected that one to be stopped, or a database.url");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The lock of the embedded PostgreSQL cannot be looked at", e);
        }
    }

    private static void endOrphan(Path pidFile) {
        if (!Files.exists(pidFile)) {
            return;
        }
        try {
            List<String> lines = Files.readAllLines(pidFile);
            Optional<ProcessHandle> orphan = lines.isEmpty()
                    ? Optional.empty()
                    : ProcessHandle.of(Long.parseLong(lines.get(0).strip()))
                            .filter(process ->
                                    process.info().command().orElse("").endsWith("postgres"));
            if (orphan.isPresent()) {
                LOG.warn(
                        "Ending the PostgreSQL server that an earlier process left behind (pid {})",
                        orphan.get().pid());
                end(orphan.get());
            }
        } catch (IOException | NumberFormatException e) {
            LOG.warn("{} is unreadable; PostgreSQL itself decides whether it is stale", pidFile, e);
        }
    }

    private static void end(ProcessHandle process) {
        process.destroy();
        try {
            process.onExit().get(OLD_SERVER_STOP.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            process.destroyForcibly();
            process.onExit().join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
