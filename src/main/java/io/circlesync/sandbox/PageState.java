package io.circlesync.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.circlesync.json.Json;
import io.circlesync.sandbox.Member.FieldValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.apache.camel.Header;
import org.springframework.jdbc.core.JdbcTemplate;

/** Everything that the page shows, of the stand-ins that there are. */
public final class PageState {

    private static final int MOST = 50;

    private final JdbcTemplate jdbc;
    private final Optional<MemberStore> members;
    private final List<ProfileField> fields;
    private final Optional<WebhookLog> webhooks;
    private final Optional<SlackSink> slack;
    private final Optional<MailSink> mail;

    PageState(
            DataSource dataSource,
            Optional<MemberStore> members,
            List<ProfileField> fields,
            Optional<WebhookLog> webhooks,
            Optional<SlackSink> slack,
            Optional<MailSink> mail) {
        this.jdbc = new JdbcTemplate(dataSource);
        this.members = members;
        this.fields = fields.stream().filter(ProfileField::isTyped).toList();
        this.webhooks = webhooks;
        this.slack = slack;
        this.mail = mail;
    }

    /** The page's state as JSON; the part of a partner that is real is null. */
    public String read() throws JsonProcessingException {
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("fields", fields);
        state.put(
                "members",
                members.map(store -> store.all().stream().map(this::member).toList())
                        .orElse(null));
        state.put("webhooks", webhooks.map(log -> latest(log.sent())).orElse(null));
        state.put("profiles", profiles());
        state.put("slack", slack.map(sink -> latest(sink.messages())).orElse(null));
        state.put("mails", mail.map(sink -> latest(sink.mails())).orElse(null));
        return Json.mapper().writeValueAsString(state);
    }

    /** One mail with its bodies, as JSON. */
    public String letter(@Header("id") String id) throws JsonProcessingException {
        return Json.mapper().writeValueAsString(mail.orElseThrow().letter(id));
    }

    private Map<String, Object> member(Member member) {
        Map<String, Object> values = new LinkedHashMap<>();
        fields.forEach(field -> values.put(
                field.key(),
                Optional.ofNullable(member.fieldValues().get(field.id()))
                        .map(FieldValue::text)
                        .orElse(null)));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", member.id());
        json.put("email", member.email());
        json.put("name", member.name());
        json.put("headline", member.headline().orElse(""));
        json.put("standing", member.standing().name().toLowerCase(Locale.ROOT));
        json.put("updatedAt", member.updatedAt());
        json.put("fields", values);
        return json;
    }

    private List<Map<String, Object>> profiles() {
        return jdbc.query(
                """
                SELECT p.*, ARRAY(
                    SELECT g.kind FROM gap g WHERE g.profile_id = p.id AND g.resolved_at IS NULL ORDER BY g.kind) AS gaps
                FROM profile p
                ORDER BY greatest(p.created_at, p.updated_at, p.circle_updated_at) DESC, p.id
                LIMIT ?
                """,
                (row, number) -> {
                    Map<String, Object> json = new LinkedHashMap<>();
                    json.put("id", row.getString("id"));
                    json.put("email", row.getString("email"));
                    json.put("workosUserId", row.getString("workos_user_id"));
                    json.put("circleMemberId", row.getObject("circle_member_id"));
                    json.put("firstName", row.getString("first_name"));
                    json.put("lastName", row.getString("last_name"));
                    json.put("headline", row.getString("headline"));
                    json.put("bio", row.getString("bio"));
                    json.put("location", row.getString("location"));
                    json.put("website", row.getString("website"));
                    json.put("instagramUrl", row.getString("instagram_url"));
                    json.put("linkedinUrl", row.getString("linkedin_url"));
                    json.put(
                            "thingsICanOffer",
                            row.getArray("things_i_can_offer").getArray());
                    json.put("isStub", row.getBoolean("is_stub"));
                    json.put("left", row.getTimestamp("left_at") != null);
                    json.put("gaps", row.getArray("gaps").getArray());
                    return json;
                },
                MOST);
    }

    private static <T> List<T> latest(List<T> all) {
        return all.subList(0, Math.min(all.size(), MOST));
    }
}
