package io.circlesync.database;

import io.circlesync.settings.SettingsException;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.camel.support.service.ServiceSupport;

/**
 * A PostgreSQL server of this process's own, for a start with nothing configured. Its data outlive the process, and it
 * is as durable as a server that somebody set up with care.
 */
public final class EmbeddedDatabase extends ServiceSupport {

    private static final String DATA = "postgres";
    private static final Duration STARTUP = Duration.ofSeconds(30);

    private final EmbeddedPostgres server;
    private final String password;

    private EmbeddedDatabase(EmbeddedPostgres server, String password) {
        this.server = server;
        this.password = password;
    }

    /**
     * Starts the server, after ending one that a killed process has left on the same data.
     *
     * @param folder holds the data, the server's programs, its log and its password
     * @throws SettingsException if another process uses the folder, or the server does not start here
     */
    public static EmbeddedDatabase start(Path folder) {
        Path data = folder.resolve(DATA);
        Path log = folder.resolve("postgres.log");
        requireUnused(data.resolve("epg-lock"));
        requireUserThatMayRunIt();
        OrphanServer.end(data);
        try {
            Files.createDirectories(folder);
            keepToOneself(folder);
            Files.deleteIfExists(log);
            ServerPassword password = ServerPassword.of(folder, data);
            password.admitIfLost();
            EmbeddedPostgres server = EmbeddedPostgres.builder()
                    .setDataDirectory(data)
                    .setOverrideWorkingDirectory(
                            folder.resolve("postgres-programs").toFile())
                    .setCleanDataDirectory(false)
                    .setRegisterShutdownHook(false)
                    .setPGStartupWait(STARTUP)
                    .setOutputRedirector(Redirect.appendTo(log.toFile()))
                    .setErrorRedirector(Redirect.appendTo(log.toFile()))
                    // Options of initdb; the later one counts, and the library has set another before.
                    .setLocaleConfig("auth", "scram-sha-256")
                    .setLocaleConfig("pwfile", password.file().toString())
                    .setConnectConfig("password", password.text())
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("max_connections", "60")
                    .setServerConfig("shared_buffers", "64MB")
                    .setServerConfig("listen_addresses", "localhost")
                    .start();
            try (Connection connection = server.getPostgresDatabase().getConnection()) {
                password.require(connection);
            }
            return new EmbeddedDatabase(server, password.text());
        } catch (IOException | SQLException | RuntimeException | ExceptionInInitializerError e) {
            throw new SettingsException("database.url is not set, and the embedded PostgreSQL does not start on "
                    + data.toAbsolutePath() + " (" + e.getMessage() + "); " + log.toAbsolutePath()
                    + " says more. Expected a machine on which it runs (" + System.getProperty("os.name") + " "
                    + System.getProperty("os.arch") + " has to be among its programs), or a database.url");
        }
    }

    /** Ends the server on this folder from outside, if nobody else does. */
    public static void endIf(BooleanSupplier isLeft, Path folder) {
        if (isLeft.getAsBoolean()) {
            OrphanServer.end(folder.resolve(DATA));
        }
    }

    /** The library lets everybody write where it unpacks the programs, which the next start would run. */
    private static void keepToOneself(Path folder) throws IOException {
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
    }

    /** Where the server is reached. */
    public DatabaseSettings settings() {
        return new DatabaseSettings(
                server.getJdbcUrl("postgres", "postgres"), Optional.of("postgres"), Optional.of(password));
    }

    @Override
    protected void doStop() throws Exception {
        server.close();
    }

    /** PostgreSQL refuses to run as root; the library gets round that where the machine has user namespaces. */
    private static void requireUserThatMayRunIt() {
        if (isRoot() && !LinuxUtils.isUnshareAvailable()) {
            throw new SettingsException("database.url is not set, and the embedded PostgreSQL cannot run as root here,"
                    + " since the program unshare is missing or the container forbids it; expected another user"
                    + " (docker run --user 1000 …), or a database.url");
        }
    }

    private static boolean isRoot() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
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
}
