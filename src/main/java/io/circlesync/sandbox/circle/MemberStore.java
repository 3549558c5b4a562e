package io.circlesync.sandbox.circle;

import com.fasterxml.jackson.core.type.TypeReference;
import io.circlesync.json.Json;
import io.circlesync.profile.EmailAddress;
import io.circlesync.sandbox.circle.Member.FieldValue;
import io.circlesync.sandbox.circle.Member.Standing;
import io.circlesync.settings.SettingsException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The invented community, kept in a schema of its own beside the profiles. */
final class MemberStore {

    private static final TypeReference<Map<Long, FieldValue>> FIELD_VALUES = new TypeReference<>() {};

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;

    private MemberStore(DataSource dataSource) {
        jdbc = new JdbcTemplate(dataSource);
        transaction = new TransactionTemplate(new DataSourceTransactionManager(dataSource));
    }

    /**
     * Opens the community; at the first time with invented people in it, as different as real ones.
     *
     * @throws SettingsException if there are profiles of others, of whom the sandbox would say that they have left
     */
    static MemberStore open(DataSource dataSource) {
        requireNoOthers(new JdbcTemplate(dataSource));
        Flyway.configure()
                .dataSource(dataSource)
                .schemas("sandbox")
                .locations("classpath:db/sandbox")
                .load()
                .migrate();
        return new MemberStore(dataSource);
    }

    private static void requireNoOthers(JdbcTemplate jdbc) {
        boolean known = jdbc.queryForObject("SELECT to_regclass('sandbox.member') IS NOT NULL", Boolean.class);
        String others = known ? """
                SELECT EXISTS (
                    SELECT FROM profile
                    WHERE circle_member_id IS NOT NULL AND left_at IS NULL
                        AND NOT EXISTS (
                            SELECT FROM sandbox.member
                            WHERE member.id = profile.circle_member_id OR lower(member.email) = lower(profile.email)))
                """ : "SELECT EXISTS (SELECT FROM profile)";
        if (jdbc.queryForObject(others, Boolean.class)) {
            throw new SettingsException(
                    "circle.api-token is missing, and the database holds profiles of people whom the"
                            + " sandbox does not know; expected the Admin V2 token, or a database of the sandbox's own");
        }
    }

    Optional<Member> find(long id) {
        return jdbc.query("SELECT * FROM sandbox.member WHERE id = ?", MemberStore::member, id).stream()
                .findFirst();
    }

    Optional<Member> findByEmail(String email) {
        EmailAddress address = EmailAddress.of(email);
        return all().stream().filter(member -> address.isSameAs(member.email())).findFirst();
    }

    /** Everybody, outsiders included, newest first. */
    List<Member> all() {
        return jdbc.query("SELECT * FROM sandbox.member ORDER BY created_at DESC, id DESC", MemberStore::member);
    }

    /** A page of those who stand so and are active, newest first. */
    List<Member> page(List<Standing> standings, int limit, long offset) {
        return jdbc.query("""
                SELECT * FROM sandbox.member
                WHERE active AND standing = ANY (?)
                ORDER BY created_at DESC, id DESC
                LIMIT ? OFFSET ?
                """, MemberStore::member, names(standings), limit, offset);
    }

    int count(List<Standing> standings) {
        return jdbc.queryForObject(
                "SELECT count(*) FROM sandbox.member WHERE active AND standing = ANY (?)", Integer.class, (Object)
                        names(standings));
    }

    /** An id that no member has or had. */
    long newId() {
        return jdbc.queryForObject("SELECT nextval('sandbox.member_id')", Long.class);
    }

    void add(Member member) {
        jdbc.update(
                """
                INSERT INTO sandbox.member
                    (id, email, name, headline, standing, active, sso_provider_user_id, created_at, updated_at,
                    confirmed_at, field_values)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb)
                """,
                member.id(),
                member.email(),
                member.name(),
                member.headline().orElse(null),
                name(member.standing()),
                member.active(),
                member.ssoProviderUserId().orElse(null),
                Timestamp.from(member.createdAt()),
                Timestamp.from(member.updatedAt()),
                member.confirmedAt().map(Timestamp::from).orElse(null),
                Json.write(member.fieldValues()));
    }

    /**
     * Changes one member while nobody else does. The change may give another id.
     *
     * @return empty if nobody has the id
     */
    Optional<MemberChange> change(long id, Function<Member, MemberChange> how) {
        return transaction.execute(status ->
                jdbc.query("SELECT * FROM sandbox.member WHERE id = ? FOR UPDATE", MemberStore::member, id).stream()
                        .findFirst()
                        .map(how)
                        .map(change -> {
                            save(id, change.member());
                            return change;
                        }));
    }

    private void save(long id, Member member) {
        jdbc.update(
                """
                UPDATE sandbox.member
                SET id = ?, name = ?, headline = ?, standing = ?, active = ?, created_at = ?, updated_at = ?,
                    confirmed_at = ?, field_values = ?::jsonb
                WHERE id = ?
                """,
                member.id(),
                member.name(),
                member.headline().orElse(null),
                name(member.standing()),
                member.active(),
                Timestamp.from(member.createdAt()),
                Timestamp.from(member.updatedAt()),
                member.confirmedAt().map(Timestamp::from).orElse(null),
                Json.write(member.fieldValues()),
                id);
    }

    private static Member member(ResultSet row, int number) throws SQLException {
        return new Member(
                row.getLong("id"),
                row.getString("email"),
                row.getString("name"),
                Optional.ofNullable(row.getString("headline")),
                Standing.valueOf(row.getString("standing").toUpperCase(Locale.ROOT)),
                row.getBoolean("active"),
                Optional.ofNullable(row.getString("sso_provider_user_id")),
                row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("updated_at").toInstant(),
                Optional.ofNullable(row.getTimestamp("confirmed_at")).map(Timestamp::toInstant),
                Json.read(row.getString("field_values"), FIELD_VALUES));
    }

    private static String[] names(List<Standing> standings) {
        return standings.stream().map(MemberStore::name).toArray(String[]::new);
    }

    private static String name(Standing standing) {
        return standing.name().toLowerCase(Locale.ROOT);
    }
}
