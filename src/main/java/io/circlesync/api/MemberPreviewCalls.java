package io.circlesync.api;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import io.circlesync.circle.CircleException;
import io.circlesync.circle.CircleMember;
import io.circlesync.json.Json;
import io.circlesync.problem.HttpProblem;
import io.circlesync.problem.ProblemResponse;
import io.circlesync.profile.CircleValues;
import io.circlesync.profile.FieldValues;
import io.circlesync.profile.Profile;
import io.circlesync.profile.SyncedField;
import io.circlesync.reconcile.Difference;
import io.circlesync.reconcile.Differences;
import io.circlesync.reconcile.FieldDifference;
import io.circlesync.sync.MemberKeys;
import io.circlesync.sync.MemberPreview;
import io.circlesync.sync.MemberPreviews;
import io.circlesync.sync.MemberPreviews.Wanted;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;

/** Tells what a sync of a member would change now, on both sides, and why. */
public final class MemberPreviewCalls {

    private static final Duration CIRCLE_RETRY = Duration.ofSeconds(30);

    private final MemberPreviews previews;
    private final ProfileJson profiles;

    MemberPreviewCalls(MemberPreviews previews, ProfileJson profiles) {
        this.previews = previews;
        this.profiles = profiles;
    }

    /** Whom to look for, as {@code reconcile-candidates.sql} takes it. */
    public String wanted(Map<String, Object> named, Optional<CircleMember> member) {
        return Json.write(List.of(MemberKeys.of((Long) named.get("memberId"), member)));
    }

    /**
     * Answers with what would change.
     *
     * @param found the row of {@code reconcile-candidates.sql}
     * @throws HttpProblem 404 if neither side knows the member
     */
    public void answer(
            Exchange exchange, Map<String, Object> named, Optional<CircleMember> member, Map<String, Object> found) {
        CircleValues sent = CircleValues.none();
        for (JsonNode known : Json.read((String) found.get("members"))) {
            if (!known.get("sent").isNull()) {
                sent = Json.mapper().convertValue(known.get("sent"), new TypeReference<CircleValues>() {});
            }
        }
        MemberPreview preview =
                previews.of(List.of(wanted(named, member, sent)), found).get(0);
        if (member.isEmpty() && preview.before().isEmpty()) {
            throw HttpProblem.notFound("Neither Circle nor this service knows such a member.");
        }
        JsonAnswer.write(exchange.getMessage(), Json.write(json(preview)));
    }

    /** Answers 503: Circle was not asked, or has not answered. */
    public void circleAway(Exchange exchange) {
        boolean isStopped = CircleException.in(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class))
                .filter(failure -> failure.kind() == CircleException.Kind.STOPPED)
                .isPresent();
        ProblemResponse.refuse(
                exchange.getMessage(),
                HttpProblem.unavailable(
                        isStopped
                                ? "Circle is not called at the moment, for the reason that /api/partners tells; try again then."
                                : "Circle does not tell anything about the member; try again.",
                        CIRCLE_RETRY));
    }

    private Map<String, Object> json(MemberPreview preview) {
        Optional<Difference> difference = Differences.of(preview);
        List<FieldDifference> fields = difference.map(Difference::fields).orElse(List.of());
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("circleMemberId", preview.memberId());
        json.put(
                "profileId",
                preview.before()
                        .map(Profile::id)
                        .or(() -> preview.candidates().stream().findFirst()));
        json.put("kind", difference.map(Difference::kind));
        json.put("reason", preview.reason());
        json.put("local", preview.before().map(profiles::of));
        json.put("circle", preview.member().map(MemberPreviewCalls::circle));
        json.put("fields", fields);
        json.put("changes", changes(preview));
        return json;
    }

    /** What each side would have that it has not now, by the names of fields. */
    private static Map<String, Object> changes(MemberPreview preview) {
        FieldValues before = preview.before().map(Profile::fields).orElse(FieldValues.none());
        FieldValues after = preview.after().map(Profile::fields).orElse(before);
        Map<String, Optional<String>> local = new LinkedHashMap<>();
        preview.after()
                .map(Profile::email)
                .filter(email -> !preview.before().map(Profile::email).equals(Optional.of(email)))
                .ifPresent(email -> local.put("email", Optional.of(email)));
        for (SyncedField field : FieldValues.fields(before, after)) {
            if (!before.get(field).equals(after.get(field))) {
                local.put(field.jsonName(), after.get(field));
            }
        }
        return Map.of("local", local, "circle", preview.pushed());
    }

    private static Map<String, Object> circle(CircleMember member) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("email", member.email());
        json.put("active", member.standing() != CircleMember.Standing.INACTIVE);
        json.put("invited", member.standing() == CircleMember.Standing.INVITED);
        json.put("updatedAt", member.updatedAt());
        json.put("fields", member.fields());
        return json;
    }

    private static Wanted wanted(Map<String, Object> named, Optional<CircleMember> member, CircleValues sent) {
        return new Wanted((Long) named.get("memberId"), member, sent);
    }
}
