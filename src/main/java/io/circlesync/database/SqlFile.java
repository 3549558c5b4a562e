package io.circlesync.database;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The statements that lie in files, for those that no route runs. */
public final class SqlFile {

    private SqlFile() {}

    /**
     * The statement in a file of the folder {@code sql}.
     *
     * @throws UncheckedIOException if there is no such file
     */
    public static String read(String name) {
        try (InputStream in = SqlFile.class.getResourceAsStream("/sql/" + name)) {
            if (in == null) {
                throw new FileNotFoundException("sql/" + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
