package io.circlesync.reconcile;

import io.circlesync.change.Timeline;
import io.circlesync.circle.CircleMember;
import io.circlesync.merge.Conflict;
import io.circlesync.merge.Side;
import io.circlesync.profile.CircleValues;
import io.circlesync.profile.FieldValues;
import io.circlesync.profile.Profile;
import io.circlesync.profile.SameText;
import io.circlesync.profile.SyncedField;
import io.circlesync.sync.MemberPreview;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Words what the sync of a member would change as a difference between both sides. It decides nothing itself. */
public final class Differences {

    private static final String EMAIL = Timeline.EMAIL;
    private static final String INVITED = "invited";
    private static final String CIRCLE_ACCOUNT = "circleAccount";

    private Differences() {}

    /** The difference; empty where a sync would change nothing that anybody sees. */
    public static Optional<Difference> of(MemberPreview preview) {
        if (preview.askAbout().isPresent()) {
            return Optional.of(undecided(FindingKind.RETURNED, preview, relinked(preview)));
        }
        if (preview.reason().isPresent()) {
            boolean isKnownWhose = preview.before().isPresent();
            return Optional.of(undecided(
                    isKnownWhose ? FindingKind.DIFFERENT : FindingKind.IDENTITY_CONFLICT, preview, List.of()));
        }
        if (preview.after().isEmpty()) {
            return Optional.empty();
        }
        if (preview.isNew()) {
            return Optional.of(new Difference(
                    FindingKind.MISSING_HERE,
                    preview.memberId(),
                    Optional.empty(),
                    created(preview),
                    Optional.empty(),
                    Optional.empty(),
                    false,
                    false));
        }
        Profile before = preview.before().orElseThrow();
        List<FieldDifference> fields = fields(preview);
        return kind(preview, fields)
                .map(kind -> new Difference(
                        kind,
                        preview.memberId(),
                        Optional.of(before.id()),
                        fields,
                        Optional.empty(),
                        Optional.empty(),
                        asks(preview, before),
                        false));
    }

    /** All in which both sides differ and something comes of it, of a profile that there is before and after. */
    static List<FieldDifference> fields(MemberPreview preview) {
        Profile before = preview.before().orElseThrow();
        Profile after = preview.after().orElseThrow();
        List<FieldDifference> fields = new ArrayList<>();
        if (!before.circleMemberId().equals(after.circleMemberId())) {
            fields.add(fromCircle(
                    Timeline.CIRCLE_MEMBER_ID,
                    before.circleMemberId().map(String::valueOf),
                    after.circleMemberId().map(String::valueOf),
                    key(preview, before)));
        }
        if (before.leftAt().isPresent() != after.leftAt().isPresent()) {
            fields.add(fromCircle(
                    Timeline.LEFT_AT,
                    before.leftAt().map(Instant::toString),
                    Optional.empty(),
                    after.leftAt().isPresent() ? preview.member().isPresent() ? "deactivated" : "left" : "returned"));
        }
        if (!before.email().equals(after.email())) {
            fields.add(fromCircle(EMAIL, Optional.of(before.email()), Optional.of(after.email()), "moved-in-circle"));
        }
        if (before.invited() != after.invited()) {
            fields.add(fromCircle(
                    INVITED,
                    Optional.of(Boolean.toString(before.invited())),
                    Optional.of(Boolean.toString(after.invited())),
                    "changed-on-one-side"));
        }
        if (!before.circleAccount().equals(after.circleAccount())) {
            fields.add(
                    fromCircle(CIRCLE_ACCOUNT, before.circleAccount(), after.circleAccount(), "changed-on-one-side"));
        }
        preview.member().ifPresent(member -> addValues(fields, preview, before, after, member));
        return fields;
    }

    /** By what it is known that a profile is the member's. */
    private static String key(MemberPreview preview, Profile before) {
        Optional<String> account = preview.member().flatMap(CircleMember::ssoUserId);
        return account.isPresent() && account.equals(before.workosUserId()) ? "same-account" : "same-email";
    }

    private static void addValues(
            List<FieldDifference> fields, MemberPreview preview, Profile before, Profile after, CircleMember member) {
        FieldValues local = before.fields();
        FieldValues circle = member.fields();
        boolean sameName = SameText.sameName(local, circle);
        for (SyncedField field : FieldValues.fields(local, circle)) {
            boolean same = field.isName() && sameName || SameText.same(field, local.get(field), circle.get(field));
            boolean written = !after.fields().get(field).equals(local.get(field));
            boolean pushed = preview.pushed().names().contains(CircleValues.nameOf(field));
            if (!same && (written || pushed)) {
                fields.add(value(field, preview, local, circle, after.fields()));
            }
        }
    }

    private static FieldDifference value(
            SyncedField field, MemberPreview preview, FieldValues local, FieldValues circle, FieldValues merged) {
        boolean isCircles = field.isName()
                ? SameText.sameName(merged, circle)
                : SameText.same(field, merged.get(field), circle.get(field));
        Optional<Conflict> conflict = preview.conflicts().stream()
                .filter(found -> found.field().equals(field))
                .findFirst();
        boolean oneIsEmpty = local.get(field).isEmpty() || circle.get(field).isEmpty();
        String undisputed = oneIsEmpty && merged.get(field).isPresent() ? "value-beats-none" : "changed-on-one-side";
        return new FieldDifference(
                field.jsonName(),
                local.get(field),
                circle.get(field),
                isCircles ? Side.CIRCLE : Side.LOCAL,
                conflict.map(found -> found.rule().jsonName()).orElse(undisputed));
    }

    private static Optional<FindingKind> kind(MemberPreview preview, List<FieldDifference> fields) {
        Profile before = preview.before().orElseThrow();
        Profile after = preview.after().orElseThrow();
        if (fields.isEmpty()) {
            return Optional.empty();
        }
        if (before.circleMemberId().isEmpty()) {
            return Optional.of(FindingKind.MISSING_THERE);
        }
        if (!before.circleMemberId().equals(after.circleMemberId())
                || before.leftAt().isPresent() && after.leftAt().isEmpty()) {
            return Optional.of(FindingKind.RETURNED);
        }
        if (before.leftAt().isEmpty() && after.leftAt().isPresent()) {
            return Optional.of(FindingKind.LEFT);
        }
        FieldValues base = before.base().orElse(FieldValues.none());
        if (fields.stream().anyMatch(field -> isEmptied(field, base))) {
            return Optional.of(FindingKind.EMPTIED);
        }
        if (fields.stream().anyMatch(field -> field.field().equals(EMAIL))) {
            return Optional.of(FindingKind.ADDRESS_CHANGED);
        }
        return Optional.of(fields.stream().allMatch(Differences::isName) ? FindingKind.RENAMED : FindingKind.DIFFERENT);
    }

    /** Whether both sides had agreed on a value, and one of them has none any more. A part of a name may move to the other. */
    private static boolean isEmptied(FieldDifference difference, FieldValues base) {
        return SyncedField.named(difference.field())
                .filter(field -> !field.isName() && base.get(field).isPresent())
                .filter(field -> difference.localValue().isEmpty()
                        || difference.circleValue().isEmpty())
                .isPresent();
    }

    private static boolean isName(FieldDifference difference) {
        return SyncedField.named(difference.field()).filter(SyncedField::isName).isPresent();
    }

    /** Whether the sync needs more than what the list shows. */
    private static boolean asks(MemberPreview preview, Profile before) {
        boolean isNewer = preview.member()
                .flatMap(CircleMember::updatedAt)
                .filter(time -> before.circleUpdatedAt()
                        .filter(known -> !time.isAfter(known))
                        .isEmpty())
                .isPresent();
        boolean isThere = before.leftAt().isEmpty() && !before.invited();
        return !preview.pushed().isEmpty() || !isNewer || !isThere;
    }

    private static List<FieldDifference> created(MemberPreview preview) {
        List<FieldDifference> fields = new ArrayList<>();
        preview.member().ifPresent(member -> {
            fields.add(fromCircle(EMAIL, Optional.empty(), Optional.of(member.email()), "created"));
            // Not what the member shows: what was written there for somebody else is nobody's.
            FieldValues own = preview.after().map(Profile::fields).orElse(member.fields());
            for (SyncedField field : own.fields()) {
                fields.add(fromCircle(field.jsonName(), Optional.empty(), own.get(field), "created"));
            }
        });
        return fields;
    }

    private static List<FieldDifference> relinked(MemberPreview preview) {
        return List.of(fromCircle(
                Timeline.CIRCLE_MEMBER_ID,
                preview.askAbout().map(String::valueOf),
                Optional.of(Long.toString(preview.memberId())),
                "if-the-former-left"));
    }

    private static Difference undecided(FindingKind kind, MemberPreview preview, List<FieldDifference> fields) {
        return new Difference(
                kind,
                preview.memberId(),
                preview.before()
                        .map(Profile::id)
                        .or(() -> preview.candidates().stream().findFirst()),
                fields,
                preview.askAbout(),
                preview.reason(),
                true,
                preview.isTold());
    }

    private static FieldDifference fromCircle(
            String field, Optional<String> local, Optional<String> circle, String rule) {
        return new FieldDifference(field, local, circle, Side.CIRCLE, rule);
    }
}
