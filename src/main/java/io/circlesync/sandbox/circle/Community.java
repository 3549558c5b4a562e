package io.circlesync.sandbox.circle;

import com.fasterxml.jackson.databind.JsonNode;
import io.circlesync.json.Json;
import io.circlesync.problem.HttpProblem;
import io.circlesync.problem.HttpProblem.FieldError;
import io.circlesync.sandbox.circle.Member.Standing;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.camel.Body;
import org.apache.camel.Header;
import org.springframework.dao.DuplicateKeyException;

/** What people do in the community, at the hand of whoever has the sandbox page open. */
public final class Community {

    private static final String EMAIL = "[^\\s\\p{Cntrl}@<>\"(),;:]{1,64}@[^\\s\\p{Cntrl}@<>\"(),;:]{1,190}";

    /** What a change came to: the member, and the types of the webhooks that tell of it. */
    private record Outcome(long id, String name, List<String> events) {}

    private final long communityId;
    private final MemberStore members;
    private final MemberEdit edit;
    private final Clock clock;

    Community(long communityId, MemberStore members, MemberEdit edit, Clock clock) {
        this.communityId = communityId;
        this.members = members;
        this.edit = edit;
        this.clock = clock;
    }

    /**
     * Somebody new joins, with what a PUT to Circle may hold, and an e-mail.
     *
     * @throws HttpProblem if e-mail or name are no good, or somebody has the e-mail
     */
    public MemberChange joinNew(@Body String body) {
        JsonNode request = object(body);
        String email = request.path("email").asText("").strip();
        List<FieldError> errors = new ArrayList<>();
        if (!email.matches(EMAIL)) {
            errors.add(new FieldError("email", "must be an e-mail address"));
        }
        if (request.path("name").asText("").isBlank()) {
            errors.add(new FieldError("name", "must not be blank"));
        }
        if (!errors.isEmpty()) {
            throw HttpProblem.invalid(errors);
        }
        Instant now = now();
        Member empty = new Member(
                members.newId(),
                email,
                "",
                Optional.empty(),
                Standing.OUTSIDER,
                true,
                Optional.empty(),
                now,
                now,
                Optional.empty(),
                Map.of());
        MemberChange joined = joined(edit.apply(empty, request, now).member(), now);
        try {
            members.add(joined.member());
        } catch (DuplicateKeyException e) {
            throw HttpProblem.conflict("Somebody in the sandbox has this e-mail already.");
        }
        return joined;
    }

    /** Somebody who is known joins, or completes the profile after an invitation. */
    public MemberChange join(@Header("id") String id) {
        Instant now = now();
        return change(id, member -> {
            if (member.standing() == Standing.MEMBER) {
                throw HttpProblem.conflict("This member has joined already.");
            }
            return joined(member, now);
        });
    }

    /**
     * A member edits the own profile; the body is what a PUT to Circle may hold.
     *
     * @param silent {@code true} where Circle is to send no webhook, as it does for some changes, and for any now and then
     */
    public MemberChange edit(@Header("id") String id, @Body String body, @Header("silent") String silent) {
        JsonNode request = object(body);
        if (request.has("name") && request.get("name").asText("").isBlank()) {
            throw HttpProblem.invalid(List.of(new FieldError("name", "must not be blank")));
        }
        MemberChange changed = change(id, member -> edit.apply(requireInside(member), request, now()));
        return "true".equals(silent) ? new MemberChange(changed.member(), List.of()) : changed;
    }

    /** An admin deactivates a member, or activates one again; the body is {@code true} or {@code false}. */
    public MemberChange setActive(@Header("id") String id, @Body String body) {
        if (body == null || !body.strip().matches("true|false")) {
            throw HttpProblem.badRequest("The body must be true or false.");
        }
        boolean active = Boolean.parseBoolean(body.strip());
        return change(
                id,
                member -> new MemberChange(
                        requireInside(member).withActive(active, now()),
                        member.active() == active
                                ? List.of()
                                : List.of(WorkflowEvent.updated(communityId, member.id()))));
    }

    /** A member leaves. */
    public MemberChange leave(@Header("id") String id) {
        return change(
                id,
                member -> new MemberChange(
                        requireInside(member).left(members.newId()),
                        List.of(WorkflowEvent.deleted(communityId, member.id()))));
    }

    /** Tells the page whom the change was about, and what Circle sends because of it. */
    public String answer(@Body MemberChange change) {
        return Json.write(new Outcome(
                change.member().id(),
                change.member().name(),
                change.events().stream().map(WorkflowEvent::type).toList()));
    }

    private MemberChange joined(Member member, Instant now) {
        return new MemberChange(member.joined(now), List.of(WorkflowEvent.joined(communityId, member.id())));
    }

    private MemberChange change(String id, Function<Member, MemberChange> how) {
        return (id.matches("[0-9]{1,18}") ? members.change(Long.parseLong(id), how) : Optional.<MemberChange>empty())
                .orElseThrow(() -> HttpProblem.notFound("Nobody in the sandbox has this id."));
    }

    private static Member requireInside(Member member) {
        if (!member.inCommunity()) {
            throw HttpProblem.conflict("This person is not in the community.");
        }
        return member;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static JsonNode object(String body) {
        return Json.object(body).orElseThrow(() -> HttpProblem.badRequest("The body must be a JSON object."));
    }
}
