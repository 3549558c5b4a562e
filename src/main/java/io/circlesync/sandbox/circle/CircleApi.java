package io.circlesync.sandbox.circle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.circlesync.http.Secret;
import io.circlesync.json.Json;
import io.circlesync.sandbox.circle.Member.Standing;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Header;

/**
 * Stands in for Circle's Admin API v2: what it is asked and what it answers, its oddities included. Where the vendor's
 * documents are silent it takes the more awkward way.
 */
public final class CircleApi {

    private static final Pattern AUTHORIZATION = Pattern.compile("(?:Bearer|Token) +(\\S+) *");
    private static final int DEFAULT_PER_PAGE = 10;
    private static final int MAX_PER_PAGE = 100;

    private final Secret token;
    private final MemberStore members;
    private final MemberJson json;
    private final MemberEdit edit;
    private final List<ProfileField> fields;
    private final Clock clock;

    CircleApi(
            String token,
            MemberStore members,
            MemberJson json,
            MemberEdit edit,
            List<ProfileField> fields,
            Clock clock) {
        this.token = new Secret(token);
        this.members = members;
        this.json = json;
        this.edit = edit;
        this.fields = fields;
        this.clock = clock;
    }

    /** @throws CircleRefusal if the call does not show the token */
    public void authorize(@Header("Authorization") String authorization) {
        Matcher matcher =
                AUTHORIZATION.matcher(Optional.ofNullable(authorization).orElse(""));
        if (!matcher.matches()) {
            throw CircleRefusal.noToken();
        }
        if (!token.matches(matcher.group(1))) {
            throw CircleRefusal.unknownToken();
        }
    }

    /** {@code GET /community_members/{id}} */
    public String member(@Header("id") String id) {
        return members.find(id(id))
                .filter(Member::inCommunity)
                .map(json::member)
                .orElseThrow(CircleRefusal::unknownMember)
                .toString();
    }

    /** {@code GET /community_members/search?email=} */
    public String search(@Header("email") String email) {
        return Optional.ofNullable(email)
                .flatMap(value -> members.findByEmail(value.strip()))
                .filter(Member::inCommunity)
                .map(json::member)
                .orElseThrow(CircleRefusal::unknownMember)
                .toString();
    }

    /** {@code GET /community_members}: those with a completed profile, unless told otherwise. */
    public String list(
            @Header("page") String page, @Header("per_page") String perPage, @Header("status") String status) {
        List<Standing> standings =
                switch (Optional.ofNullable(status).orElse("active")) {
                    case "all" -> List.of(Standing.MEMBER, Standing.INVITED);
                    case "inactive" -> List.of(Standing.INVITED);
                    default -> List.of(Standing.MEMBER);
                };
        int number = positive(page, 1);
        int size = Math.min(positive(perPage, DEFAULT_PER_PAGE), MAX_PER_PAGE);
        List<ObjectNode> records = members.page(standings, size, (number - 1L) * size).stream()
                .map(json::member)
                .toList();
        return envelope(number, size, members.count(standings), records);
    }

    /** {@code GET /community} */
    public String community() {
        return json.community().toString();
    }

    /** {@code GET /profile_fields} */
    public String profileFields(@Header("page") String page, @Header("per_page") String perPage) {
        int number = positive(page, 1);
        int size = Math.min(positive(perPage, DEFAULT_PER_PAGE), MAX_PER_PAGE);
        List<ObjectNode> records = fields.stream()
                .skip((number - 1L) * size)
                .limit(size)
                .map(json::field)
                .toList();
        return envelope(number, size, fields.size(), records);
    }

    /** {@code PUT /community_members/{id}}; {@link #answer} writes what comes of it. */
    public MemberChange update(@Header("id") String id, @Body String body) {
        JsonNode request = Json.object(body).orElseThrow(CircleRefusal::notAnObject);
        return members.change(id(id), member -> {
                    if (!member.inCommunity()) {
                        throw CircleRefusal.unknownMember();
                    }
                    return edit.apply(member, request, clock.instant().truncatedTo(ChronoUnit.MILLIS));
                })
                .orElseThrow(CircleRefusal::unknownMember);
    }

    /** The whole member after a change, as the PUT answers it. */
    public String answer(@Body MemberChange change) {
        return json.member(change.member()).toString();
    }

    /** Answers with the refusal that the exchange caught. */
    public void refuse(Exchange exchange) {
        CircleRefusal.answer(exchange);
    }

    /** Circle's {@code page_count} is not the number of pages: it repeats the count. */
    private static String envelope(int page, int perPage, int count, List<ObjectNode> records) {
        ObjectNode envelope = Json.mapper()
                .createObjectNode()
                .put("page", page)
                .put("per_page", perPage)
                .put("has_next_page", (long) page * perPage < count)
                .put("count", count)
                .put("page_count", count);
        ArrayNode list = envelope.putArray("records");
        list.addAll(records);
        return envelope.toString();
    }

    private static long id(String text) {
        if (!text.matches("[0-9]{1,18}")) {
            throw CircleRefusal.unknownMember();
        }
        return Long.parseLong(text);
    }

    private static int positive(String text, int otherwise) {
        return text != null && text.matches("[1-9][0-9]{0,8}") ? Integer.parseInt(text) : otherwise;
    }
}
