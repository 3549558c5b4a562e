package io.circlesync.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.circlesync.check.PartnerHttp.Reply;
import io.circlesync.circle.CircleAccount;
import io.circlesync.circle.CircleAnswer;
import io.circlesync.circle.CircleAnswers;
import io.circlesync.circle.CircleException;
import io.circlesync.circle.CircleRequest;
import io.circlesync.circle.CommunityFields;
import io.circlesync.circle.FieldKeys;
import io.circlesync.http.Unreached;
import io.circlesync.json.Json;
import io.circlesync.profile.SyncedField;
import io.circlesync.profile.SyncedFields;
import io.circlesync.settings.NearestName;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Asks Circle for the community, which shows what the token is good for, and for the community's profile fields. */
public final class CircleCheck {

    /** What its lines are about. */
    private static final Pattern ABOUT_THE_PLAN = Pattern.compile("not eligible|\\bplan\\b", Pattern.CASE_INSENSITIVE);

    public static final String WHAT = "circle";

    private static final String API = "https://app.circle.so/api/admin/v2";
    /** What is further away was not meant. */
    private static final int SLIP = 4;

    /** The header Date has whole seconds. */
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final CircleAccount account;
    private final Optional<Long> communityId;
    private final SyncedFields fields;
    private final Set<String> writtenTypes;
    private final Clock clock;
    private final List<Check> checks = new ArrayList<>();

    private CircleCheck(
            CircleAccount account,
            Optional<Long> communityId,
            SyncedFields fields,
            Set<String> writtenTypes,
            Clock clock) {
        this.account = account;
        this.communityId = communityId;
        this.fields = fields;
        this.writtenTypes = writtenTypes;
        this.clock = clock;
    }

    /**
     * The question, which costs two calls.
     *
     * @param communityId the one that is expected; any when empty
     * @param writtenTypes types of profile fields that are written
     * @param clock this machine's
     */
    public static Question of(
            CircleAccount account,
            Optional<Long> communityId,
            SyncedFields fields,
            Set<String> writtenTypes,
            Clock clock) {
        return new Question(WHAT, () -> new CircleCheck(account, communityId, fields, writtenTypes, clock).ask());
    }

    private List<Check> ask() throws IOException {
        try (PartnerHttp http = new PartnerHttp()) {
            if (letsIn(ask(http, CircleRequest.probe()))) {
                fields(ask(http, CircleRequest.profileFields()));
            }
        } catch (IOException e) {
            checks.add(Check.notOk(WHAT, "circle.api-url is not reached: " + Unreached.words(e)));
        }
        return checks;
    }

    private Reply ask(PartnerHttp http, CircleRequest request) throws IOException {
        return http.get(account.apiUrl() + request.path(), "Bearer " + account.apiToken());
    }

    private boolean letsIn(Reply reply) {
        Optional<JsonNode> json = Json.parsed(reply.body()).filter(JsonNode::isObject);
        Optional<Check> fault = fault(reply, json);
        if (fault.isPresent()) {
            checks.add(fault.get());
            return false;
        }
        long id = json.orElseThrow().get("id").asLong();
        String name = json.get().path("name").asText("");
        if (communityId.filter(expected -> expected != id).isPresent()) {
            checks.add(Check.notOk(
                    WHAT,
                    "circle.community-id is " + communityId.get()
                            + ", which the token does not see: it is for community "
                            + id + named(name) + "; expected the token of community " + communityId.get() + ", or "
                            + id));
            return false;
        }
        checks.add(Check.ok(
                WHAT,
                "The token is taken, for community " + id + named(name)
                        + (communityId.isEmpty()
                                ? "; with circle.community-id = " + id + " events of others are refused"
                                : "")));
        reply.date()
                .flatMap(date -> Clocks.compare(WHAT, "Circle's", Duration.between(clock.instant(), date), SECOND))
                .ifPresent(checks::add);
        return true;
    }

    private static String named(String name) {
        return name.isEmpty() ? "" : " (" + name + ")";
    }

    private Optional<Check> fault(Reply reply, Optional<JsonNode> json) {
        int status = reply.status();
        String said = json.map(CircleAnswers::words).orElse("");
        String answer = status + (said.isEmpty() ? "" : " " + said);
        if (reply.isRedirect()) {
            return Optional.of(notOk("circle.api-url answers with a redirect"
                    + reply.redirect().map(host -> " to " + host).orElse("") + "; expected " + API + " itself"));
        }
        if (status == 429) {
            return Optional.of(Check.warning(
                    WHAT,
                    "Circle has had too many calls (429), so that the token was not looked at; try again in a minute"));
        }
        if (status >= 500) {
            return Optional.of(notOk(
                    "Circle has trouble of its own (" + status + "); look at https://status.circle.so and try again"));
        }
        if (json.isEmpty()) {
            return Optional.of(notOk(
                    "circle.api-url answers " + status + " with something that is not the API's; expected " + API));
        }
        if (status == 401) {
            return Optional.of(notOk("circle.api-token is wrong (" + answer
                    + "); expected a token of the kind Admin V2, made in the community under Developers > Tokens"));
        }
        if (status == 403) {
            return Optional.of(notOk(
                    ABOUT_THE_PLAN.matcher(said).find()
                            ? "The community's plan has no Admin API (" + answer + "); expected Business or above"
                            : "circle.api-token is one of another API or of less rights (" + answer
                                    + "); expected a token of the kind Admin V2, not Admin V1, Headless or Data"));
        }
        if (status != 200 || !json.get().path("id").canConvertToLong()) {
            return Optional.of(notOk("circle.api-url is not that of the Admin API v2 (" + answer
                    + (json.get().path("status").asText().equals("unauthorized") ? ", as API v1 answers" : "")
                    + "); expected " + API));
        }
        return Optional.empty();
    }

    private static Check notOk(String text) {
        return Check.notOk(WHAT, text);
    }

    private void fields(Reply reply) {
        CommunityFields community = new CommunityFields(fields, clock);
        try {
            community.know(
                    new CircleAnswer(CircleRequest.profileFields(), reply.status(), Optional.empty(), reply.body()));
        } catch (CircleException e) {
            checks.add(Check.warning(
                    WHAT,
                    "The community's profile fields cannot be listed (" + reply.status()
                            + "), so that nobody knows whether circle.fields.* are right; expected a token that may"
                            + " read them"));
            return;
        }
        NearestName known = NearestName.among(community.keys());
        community
                .lacking()
                .forEach((field, key) -> checks.add(Check.warning(
                        WHAT,
                        FieldKeys.setting(field) + " is '" + key
                                + "', a key that the community does not have, so nothing is written there; expected "
                                + known.to(key, Math.max(SLIP, key.length() / 2))
                                        .map(near -> "perhaps '" + near + "', ")
                                        .orElse("")
                                + "one of those that there are: " + String.join(", ", community.keys()))));
        notWritten(community).ifPresent(checks::add);
        if (!community.isWhole()) {
            checks.add(Check.warning(
                    WHAT,
                    "The community has more profile fields than a page holds, and those beyond it were not looked at;"
                            + " look at circle.fields.* yourself"));
        } else if (community.lacking().isEmpty()) {
            checks.add(Check.ok(
                    WHAT,
                    "All keys of circle.fields.* are there: "
                            + fields.keys().values().stream().sorted().collect(Collectors.joining(", "))));
        }
    }

    private Optional<Check> notWritten(CommunityFields community) {
        List<String> left = fields.keys().keySet().stream()
                .filter(field -> community
                        .type(field)
                        .filter(type -> !writtenTypes.contains(type))
                        .isPresent())
                .map(field -> name(field) + " (" + community.type(field).orElseThrow() + ")")
                .toList();
        return left.isEmpty() || writtenTypes.isEmpty()
                ? Optional.empty()
                : Optional.of(Check.warning(
                        WHAT,
                        String.join(", ", left)
                                + " is read from Circle and not written there; once you know that Circle"
                                + " takes it, add its type to sync.push-field-types, which is "
                                + String.join(",", new TreeSet<>(writtenTypes))));
    }

    private static String name(SyncedField field) {
        return field.jsonName();
    }
}
