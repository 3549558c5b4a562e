package io.circlesync.bench;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** A PostgreSQL server of the bench's own, as durable as PostgreSQL is by default. */
final class BenchDatabase implements AutoCloseable {

    private final EmbeddedPostgres server;
    private final Path data;
    /** For questions during a measurement, which a new session each would distort. */
    private final Connection session;

    private BenchDatabase(EmbeddedPostgres server, Path data) throws SQLException {
        this.server = server;
        this.data = data;
        this.session = connect();
    }

    static BenchDatabase start(Path folder) throws IOException, SQLException {
        Path data = folder.resolve("postgres");
        Files.createDirectories(folder);
        return new BenchDatabase(
                EmbeddedPostgres.builder()
                        .setDataDirectory(data)
                        .setCleanDataDirectory(true)
                        .setServerConfig("fsync", "on")
                        .setServerConfig("synchronous_commit", "on")
                        .start(),
                data);
    }

    String url() {
        return server.getJdbcUrl("postgres", "postgres");
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(url());
    }

    /** Of the processes that are there to the end of the reading; NaN where none can be read. */
    double proportionalMemory() throws IOException {
        double[] read = processes()
                .mapToDouble(Memory::proportional)
                .filter(megabytes -> !Double.isNaN(megabytes))
                .toArray();
        return read.length == 0 ? Double.NaN : DoubleStream.of(read).sum();
    }

    /** Of the processes that are there; sessions that ended since are missing. */
    Duration cpuTime() throws IOException {
        return processes()
                .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
    }

    private Stream<ProcessHandle> processes() throws IOException {
        String pid = Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip();
        return ProcessHandle.of(Long.parseLong(pid)).stream()
                .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()));
    }

    /** Single-row inserts per second, each its own transaction, at the given concurrency. */
    double bareCommitsPerSecond(int connections, double seconds) throws Exception {
        execute("CREATE TABLE IF NOT EXISTS bare_commit (id bigint GENERATED ALWAYS AS IDENTITY, body text NOT NULL)");
        long end = System.nanoTime() + (long) (seconds * 1e9);
        ExecutorService threads = Executors.newFixedThreadPool(connections);
        try {
            List<Callable<Integer>> inserters = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                inserters.add(() -> insertUntil(end));
            }
            long start = System.nanoTime();
            int rows = 0;
            for (Future<Integer> inserter : threads.invokeAll(inserters)) {
                rows += inserter.get();
            }
            return rows / ((System.nanoTime() - start) / 1e9);
        } finally {
            threads.shutdownNow();
        }
    }

    /** What they left to the server to write and to clean up must not be measured with something else. */
    void forgetBareCommits() throws SQLException {
        execute("DROP TABLE bare_commit");
        execute("CHECKPOINT");
    }

    private int insertUntil(long end) throws SQLException {
        try (Connection connection = connect();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO bare_commit (body) VALUES (?)")) {
            int rows = 0;
            while (System.nanoTime() < end) {
                insert.setString(
                        1, "A text that is about as long as the body of a webhook, so that the work is alike.");
                rows += insert.executeUpdate();
            }
            return rows;
        }
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    long number(String sql) throws SQLException {
        try (Statement statement = session.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getLong(1);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
