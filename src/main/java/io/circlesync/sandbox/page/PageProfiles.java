package io.circlesync.sandbox.page;

import io.circlesync.api.ProfileJson;
import io.circlesync.profile.Profile;
import io.circlesync.profile.ProfileRows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** The profiles that the page shows. */
final class PageProfiles {

    static final int MOST = 50;

    private final JdbcTemplate jdbc;
    private final ProfileJson json;

    PageProfiles(DataSource dataSource, ProfileJson json) {
        this.jdbc = new JdbcTemplate(dataSource);
        this.json = json;
    }

    /** How many there are. */
    int count() {
        return jdbc.queryForObject("SELECT count(*) FROM profile", Integer.class);
    }

    /**
     * Those whose name or e-mail holds the text, or whose id or member id it is; those with the latest news first, and not
     * more than {@link #MOST}. Each as the API tells it, and beside that whether the member has {@code left} Circle or is {@code paused}, the
     * kinds of the open {@code gaps}, when the app last changed it ({@code editedAt}, null while it never has), and the {@code
     * lastChange}, the latest entry of the timeline, so that the page asks for the others only when there is news.
     */
    List<Map<String, Object>> find(String text) {
        String wanted = text.replace("\0", "").strip();
        return jdbc.query("""
                SELECT
                    to_jsonb(p) AS profile,
                    ARRAY(SELECT g.kind FROM gap g
                        WHERE g.profile_id = p.id AND g.resolved_at IS NULL ORDER BY g.kind) AS gaps,
                    (SELECT max(c.changed_at) FROM change c
                        WHERE c.profile_id = p.id AND c.source = 'local'
                            AND c.rule NOT IN ('created', 'linked-by-email')) AS edited_at,
                    EXISTS (SELECT FROM member_sync m
                        WHERE m.circle_member_id = p.circle_member_id AND m.due_at = 'infinity') AS paused,
                    coalesce((SELECT max(c.id) FROM change c WHERE c.profile_id = p.id), 0) AS last_change
                FROM profile p
                WHERE strpos(lower(concat_ws(' ', p.first_name, p.last_name, p.email)), lower(?)) > 0
                    OR p.id::text = lower(?)
                    OR p.circle_member_id::text = ?
                ORDER BY greatest(p.created_at, p.updated_at, p.circle_updated_at) DESC, p.id
                LIMIT ?
                """, this::shown, wanted, wanted, wanted, MOST);
    }

    private Map<String, Object> shown(ResultSet row, int number) throws SQLException {
        Profile profile = ProfileRows.fromJson(row.getString("profile"));
        Map<String, Object> shown = json.of(profile);
        shown.put("left", profile.leftAt().isPresent());
        shown.put("paused", row.getBoolean("paused"));
        shown.put("gaps", row.getArray("gaps").getArray());
        shown.put("editedAt", Optional.ofNullable(row.getTimestamp("edited_at")).map(Timestamp::toInstant));
        shown.put("lastChange", row.getLong("last_change"));
        return shown;
    }
}
