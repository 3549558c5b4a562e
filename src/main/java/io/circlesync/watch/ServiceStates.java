package io.circlesync.watch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.circlesync.database.SqlFile;
import io.circlesync.json.Json;
import io.circlesync.partner.PartnerStates;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Reads how the service stands when somebody asks, and keeps it for some seconds, so that asking often costs nothing; for
 * longer where reading took long, so that on the worst night it takes a twentieth of a connection's time.
 */
public final class ServiceStates {

    private static final Logger LOG = LoggerFactory.getLogger(ServiceStates.class);
    private static final Duration KEPT = Duration.ofSeconds(5);
    private static final int PAUSES_PER_READ = 20;
    private static final int QUERY_TIMEOUT_S = 10;
    private static final String SQL = SqlFile.read("service-state.sql");

    private final JdbcTemplate jdbc;
    private final long leaseMillis;
    private final PartnerStates partners;
    private final GapTotals gaps = new GapTotals();
    private Optional<ServiceState> last = Optional.empty();
    /** By {@link System#nanoTime()}. */
    private long readAgainAt = System.nanoTime();

    /**
     * @param lease how long a member is held
     * @param partners knows what each of them may be called
     */
    public ServiceStates(DataSource dataSource, Duration lease, PartnerStates partners) {
        this.jdbc = new JdbcTemplate(dataSource);
        this.jdbc.setQueryTimeout(QUERY_TIMEOUT_S);
        this.leaseMillis = lease.toMillis();
        this.partners = partners;
    }

    /** How the service stands, or stood some seconds ago; empty while the database does not tell. */
    public synchronized Optional<ServiceState> now() {
        long now = System.nanoTime();
        if (now - readAgainAt >= 0) {
            last = read();
            long took = System.nanoTime() - now;
            readAgainAt = System.nanoTime() + Math.max(KEPT.toNanos(), PAUSES_PER_READ * took);
        }
        return last;
    }

    private Optional<ServiceState> read() {
        try {
            ObjectNode read = (ObjectNode) Json.read(
                    jdbc.queryForObject(SQL, String.class, leaseMillis, gaps.counted(), gaps.recent(), gaps.recent()));
            gaps.add(read);
            ServiceState state = Json.mapper().convertValue(read, ServiceState.class);
            return Optional.of(
                    state.with(state.partners().stream().map(partners::limited).toList()));
        } catch (DataAccessException e) {
            LOG.debug("The database does not tell how the service stands", e);
            return Optional.empty();
        }
    }
}
