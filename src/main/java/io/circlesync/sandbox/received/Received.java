package io.circlesync.sandbox.received;

import java.util.Optional;
import javax.sql.DataSource;

/** Where the stand-ins keep the latest of what they are told. */
public final class Received {

    private final Optional<DataSource> dataSource;

    private Received(Optional<DataSource> dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * Outlives a restart.
     *
     * @param dataSource has the sandbox's own schema by the time that something is kept
     */
    public static Received in(DataSource dataSource) {
        return new Received(Optional.of(dataSource));
    }

    /** Lasts as long as the process: what is told about real people is not kept a second time. */
    public static Received inMemory() {
        return new Received(Optional.empty());
    }

    /**
     * The latest of one kind, beginning with what is kept already.
     *
     * @param type what is kept, which must be readable from its own JSON
     * @param most how many at most
     */
    public <T> Recent<T> latest(String kind, Class<T> type, int most) {
        return new Recent<>(most, dataSource.map(database -> new ReceivedTable<>(database, kind, type)));
    }
}
