package db.migration;

import io.circlesync.profile.EmailAddress;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Set;
import org.flywaydb.core.api.migration.BaseJavaMigration;
import org.flywaydb.core.api.migration.Context;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills in the comparison form of all addresses, which SQL cannot make. Two profiles that have one address in two
 * spellings stay apart: the one that is linked, or the older one, is found by it, and the other one by its id alone until
 * it gets another address.
 */
public final class V8__Address_keys extends BaseJavaMigration {

    private static final Logger LOG = LoggerFactory.getLogger(V8__Address_keys.class);
    private static final int BATCH = 1_000;

    @Override
    public void migrate(Context context) throws SQLException {
        Connection connection = context.getConnection();
        fill(connection);
        try (Statement statement = connection.createStatement()) {
            statement.execute("DROP INDEX profile_email");
            statement.execute("ALTER TABLE profile ALTER COLUMN email_key SET NOT NULL");
            statement.execute("CREATE UNIQUE INDEX profile_email_key ON profile (email_key)");
        }
    }

    private static void fill(Connection connection) throws SQLException {
        Set<String> taken = new HashSet<>();
        try (Statement select = connection.createStatement();
                PreparedStatement update =
                        connection.prepareStatement("UPDATE profile SET email_key = ? WHERE id = CAST(? AS uuid)")) {
            select.setFetchSize(BATCH);
            int waiting = 0;
            try (ResultSet rows = select.executeQuery("SELECT id, email FROM profile"
                    + " ORDER BY circle_member_id IS NULL, workos_user_id IS NULL, created_at, id")) {
                while (rows.next()) {
                    String id = rows.getString("id");
                    String key = EmailAddress.of(rows.getString("email")).key();
                    if (!taken.add(key)) {
                        LOG.warn(
                                "Profile {} has the address of another one in another spelling; it is found by its id"
                                        + " alone until it gets an address of its own or is erased.",
                                id);
                        // No address has a blank in it.
                        key += " " + id;
                    }
                    update.setString(1, key);
                    update.setString(2, id);
                    update.addBatch();
                    if (++waiting % BATCH == 0) {
                        update.executeBatch();
                    }
                }
            }
            update.executeBatch();
        }
    }
}
