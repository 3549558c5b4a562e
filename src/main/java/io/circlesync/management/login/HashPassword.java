package io.circlesync.management.login;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** The command that makes the hash of a password, for {@code management.users.<name>}. */
public final class HashPassword {

    /** As the first argument of the program. */
    public static final String NAME = "hash-password";

    private static final int LEAST_LENGTH = 12;

    private HashPassword() {}

    /**
     * Reads a password, twice and unseen where somebody types it, and prints its hash.
     *
     * @param in one line of which is the password, where nobody types
     * @return the exit status: 0, or 1 if there is no password that will do
     */
    public static int run(InputStream in, PrintStream out, PrintStream error) throws IOException {
        Console console = System.console();
        Optional<String> password = console == null ? line(in) : typed(console);
        if (password.isEmpty()) {
            error.println("The two differ; expected the same password twice");
        } else if (password.get().length() < LEAST_LENGTH) {
            error.println("The password is short; expected at least " + LEAST_LENGTH + " characters");
        } else {
            out.println(PasswordHash.of(password.get()).text());
            return 0;
        }
        return 1;
    }

    private static Optional<String> typed(Console console) {
        char[] first = console.readPassword("Password: ");
        char[] again = console.readPassword("The same again: ");
        return first != null && again != null && Arrays.equals(first, again)
                ? Optional.of(new String(first))
                : Optional.empty();
    }

    private static Optional<String> line(InputStream in) throws IOException {
        String line = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).readLine();
        return Optional.of(line == null ? "" : line);
    }
}
