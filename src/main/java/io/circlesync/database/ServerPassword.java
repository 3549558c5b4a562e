package io.circlesync.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;

/**
 * The password of the embedded server, without which every user of the machine could read and change its data. It is kept
 * in a file that only the service's own user can read.
 */
final class ServerPassword {

    private static final int RANDOM_BYTES = 24;
    private static final String WITH_PASSWORD = """
            # Everybody shows the password that lies beside this folder.
            local all all scram-sha-256
            host all all 127.0.0.1/32 scram-sha-256
            host all all ::1/128 scram-sha-256
            """;
    private static final String WITHOUT_PASSWORD = WITH_PASSWORD.replace("scram-sha-256", "trust");

    private final Path access;
    private final Path file;
    private final boolean isNew;
    private final String text;

    private ServerPassword(Path access, Path file, boolean isNew, String text) {
        this.access = access;
        this.file = file;
        this.isNew = isNew;
        this.text = text;
    }

    /** Reads the password, or makes one; {@code data} is the server's folder, which may not be there yet. */
    static ServerPassword of(Path folder, Path data) throws IOException {
        Path file = folder.resolve("postgres-password");
        Path access = data.resolve("pg_hba.conf");
        if (Files.exists(file)) {
            return new ServerPassword(
                    access, file, false, Files.readString(file).strip());
        }
        byte[] random = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        Files.writeString(file, text + "\n");
        return new ServerPassword(access, file, true, text);
    }

    String text() {
        return text;
    }

    /** Where a server that is being made reads it. */
    Path file() {
        return file;
    }

    /** Before a start: a server whose password was lost has to let us in to set another one. */
    void admitIfLost() throws IOException {
        if (isNew && Files.exists(access) && !isOpen()) {
            Files.writeString(access, WITHOUT_PASSWORD);
        }
    }

    /** After a start: sets the password where none was asked for until now. */
    void require(Connection connection) throws IOException, SQLException {
        if (!isOpen()) {
            return;
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("ALTER ROLE postgres PASSWORD " + statement.enquoteLiteral(text));
            Path next = access.resolveSibling("pg_hba.conf.next");
            Files.writeString(next, WITH_PASSWORD);
            Files.move(next, access, StandardCopyOption.REPLACE_EXISTING);
            statement.execute("SELECT pg_reload_conf()");
        }
    }

    private boolean isOpen() throws IOException {
        return Files.readAllLines(access).stream()
                .map(String::strip)
                .anyMatch(line -> !line.startsWith("#") && line.endsWith("trust"));
    }
}
