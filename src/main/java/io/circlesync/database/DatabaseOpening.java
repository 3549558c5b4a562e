package io.circlesync.database;

import io.circlesync.settings.SettingsException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A database that is opened beside the rest of the start, a second of which it would otherwise take. */
public final class DatabaseOpening {

    private final CompletableFuture<Database> opened;

    private DatabaseOpening(CompletableFuture<Database> opened) {
        this.opened = opened;
    }

    /**
     * Begins, and does not wait.
     *
     * @param connections how many connections the pool for the work may hold
     */
    public static DatabaseOpening begin(DatabaseSettings settings, int connections) {
        return new DatabaseOpening(CompletableFuture.supplyAsync(
                () -> Database.open(settings, connections),
                opening -> new Thread(opening, "database-opening").start()));
    }

    /**
     * The database, once it is open.
     *
     * @throws SettingsException if it cannot be reached, refuses the login, or is not fit for the schema
     */
    public Database await() {
        try {
            return opened.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof SettingsException refusal) {
                throw refusal;
            }
            throw e;
        }
    }

    /** For whoever gives up the start; what is not open yet is closed as soon as it is. */
    public void giveUp() {
        opened.thenAccept(Database::stop);
    }
}
