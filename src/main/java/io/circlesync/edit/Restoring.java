package io.circlesync.edit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.circlesync.change.Change;
import io.circlesync.change.Timeline.Source;
import io.circlesync.json.Json;
import io.circlesync.merge.MergePolicy;
import io.circlesync.profile.CircleValues;
import io.circlesync.profile.FieldValues;
import io.circlesync.profile.FullName;
import io.circlesync.profile.Profile;
import io.circlesync.profile.SameText;
import io.circlesync.profile.SyncedField;
import io.circlesync.profile.TextField;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Decides what it comes to that changes are taken back. What a field had before comes back only where nobody has changed it
 * since: whoever did meant something else. It touches nothing itself.
 */
public final class Restoring {

    /** Why the timeline says that a field has changed. */
    public static final String UNDO = "undo";

    static final String CREATED = "created";
    private static final String MADE_BY_IT =
            "The profile was made by it; expected DELETE for a profile that is not wanted.";
    private static final String OPERATOR = "operator";
    private static final String AN_ACT = "It tells what a person did, and holds no value.";
    private static final String NOT_A_VALUE = "It says who the person is, which no undo changes.";
    private static final String OF_ANOTHER =
            "The profile was linked to another member then, whose value it may be; a person has said so since.";
    private static final String CHANGED_SINCE = "The field has changed since.";
    private static final String WOULD_COME_BACK =
            "Circle has a value, which would come back under sync.merge-policy = most-recent; expected it to be cleared there.";

    private static final TypeReference<List<String>> TEXTS = new TypeReference<>() {};

    private final ProfileEditing editing;
    private final MergePolicy policy;

    /** @param policy says whether an empty field stays empty */
    public Restoring(ProfileEditing editing, MergePolicy policy) {
        this.editing = editing;
        this.policy = policy;
    }

    /**
     * Takes changes back.
     *
     * @param profiles those that the changes are of, as they are now; of whom there is none, nothing is restored
     * @param newestFirst the changes
     * @param before what of the same undo was taken back before these
     * @param written whether that is written, so that it counts only where nobody has changed it meanwhile
     */
    public Restored restore(
            Collection<Profile> profiles,
            List<PastChange> newestFirst,
            Collection<Restored.Step> before,
            boolean written) {
        Map<Optional<UUID>, List<Restored.Step>> earlier =
                before.stream().collect(Collectors.groupingBy(Restored.Step::profileId));
        List<Change> changes = new ArrayList<>();
        List<Restored.Step> restored = new ArrayList<>();
        List<Restored.Step> skipped = new ArrayList<>();
        for (Profile profile : profiles) {
            Values values = new Values(profile);
            earlier.getOrDefault(Optional.of(profile.id()), List.of()).forEach(step -> values.goOnFrom(step, written));
            newestFirst.stream()
                    .filter(change -> change.profileId().equals(profile.id()))
                    .forEach(change -> {
                        Restored.Step step = Restored.Step.of(change, values.now(change.field()));
                        Optional<String> obstacle = obstacle(change, values);
                        if (obstacle.isPresent()) {
                            skipped.add(step.skipped(obstacle.get()));
                        } else {
                            values.set(change.field(), change.from());
                            restored.add(step);
                        }
                    });
            if (!values.isUnchanged()) {
                changes.add(editing.restore(values.edit(), profile, UNDO).change());
            }
        }
        return new Restored(Change.of(changes), restored, skipped);
    }

    /** Whether a profile still has what a change gave it, or what it had before. */
    static boolean isSame(String field, Optional<String> one, Optional<String> other) {
        if (field.equals(CircleValues.NAME)) {
            return SameText.sameName(one.orElse(""), other.orElse(""));
        }
        return TextField.named(field)
                .flatMap(TextField::synced)
                .map(synced -> SameText.same(synced, one, other))
                .orElseGet(() -> one.equals(other));
    }

    private Optional<String> obstacle(PastChange change, Values values) {
        if (change.rule().equals(CREATED)) {
            return Optional.of(MADE_BY_IT);
        }
        if (change.source().equals(OPERATOR)) {
            return Optional.of(AN_ACT);
        }
        if (!Values.isRestorable(change.field())) {
            return Optional.of(NOT_A_VALUE);
        }
        if (change.isOfAnother() || change.rule().equals(MemberLinking.LINKED_BY_PERSON)) {
            return Optional.of(OF_ANOTHER);
        }
        Optional<String> now = values.now(change.field());
        boolean isBack = values.isSet(change.field()) && isSame(change.field(), now, change.from());
        if (!isBack && !isOf(change, now)) {
            return Optional.of(CHANGED_SINCE);
        }
        return change.from().isEmpty() && wouldComeBack(change.field(), values.profile)
                ? Optional.of(WOULD_COME_BACK)
                : Optional.empty();
    }

    /** Circle may have kept a part of what it was sent. */
    private static boolean isOf(PastChange change, Optional<String> now) {
        return isSame(change.field(), now, change.to())
                || change.source().equals(Source.PUSH.jsonName())
                        && CircleValues.isCut(
                                change.field(), now.orElse(""), change.to().orElse(""));
    }

    private boolean wouldComeBack(String field, Profile profile) {
        String first = field.equals(CircleValues.NAME) ? SyncedField.FIRST_NAME.jsonName() : field;
        return policy == MergePolicy.MOST_RECENT
                && profile.circleMemberId().isPresent()
                && TextField.named(first)
                        .flatMap(TextField::synced)
                        .flatMap(synced -> profile.base().flatMap(base -> base.get(synced)))
                        .isPresent();
    }

    /** What a profile has while changes are taken back one after the other. What Circle was sent of its name is of both parts. */
    private static final class Values {

        private final Profile profile;
        private final Map<String, Optional<String>> set = new HashMap<>();

        Values(Profile profile) {
            this.profile = profile;
        }

        static boolean isRestorable(String field) {
            return field.equals(Profile.THINGS_I_CAN_OFFER)
                    || field.equals(CircleValues.NAME)
                    || TextField.named(field)
                            .filter(text -> !text.equals(TextField.REFERRAL_CODE))
                            .isPresent();
        }

        boolean isSet(String field) {
            return set.containsKey(field.equals(CircleValues.NAME) ? SyncedField.FIRST_NAME.jsonName() : field);
        }

        void set(String field, Optional<String> value) {
            if (field.equals(CircleValues.NAME)) {
                FullName had =
                        new FullName(now(SyncedField.FIRST_NAME.jsonName()), now(SyncedField.LAST_NAME.jsonName()));
                Optional<FullName> name = value.map(had::cutAlike);
                set.put(SyncedField.FIRST_NAME.jsonName(), name.flatMap(FullName::first));
                set.put(SyncedField.LAST_NAME.jsonName(), name.flatMap(FullName::last));
            } else {
                set.put(field, value);
            }
        }

        /** What was taken back before may be taken back further. */
        void goOnFrom(Restored.Step step, boolean written) {
            step.field()
                    .filter(field -> !written || isSame(field, new Values(profile).now(field), step.to()))
                    .ifPresent(field -> set(field, step.to()));
        }

        Optional<String> now(String field) {
            if (field.equals(CircleValues.NAME)) {
                return name();
            }
            if (isSet(field)) {
                return set.get(field);
            }
            if (field.equals(Profile.THINGS_I_CAN_OFFER)) {
                return Optional.of(profile.thingsICanOffer())
                        .filter(offers -> !offers.isEmpty())
                        .map(Json::write);
            }
            return TextField.named(field).flatMap(text -> text.of(profile));
        }

        private Optional<String> name() {
            Map<SyncedField, String> parts = new HashMap<>();
            for (SyncedField part : List.of(SyncedField.FIRST_NAME, SyncedField.LAST_NAME)) {
                now(part.jsonName()).ifPresent(value -> parts.put(part, value));
            }
            return FieldValues.of(parts).fullName();
        }

        boolean isUnchanged() {
            Set<String> changed = new HashSet<>(set.keySet());
            changed.removeIf(field -> Objects.equals(set.get(field), new Values(profile).now(field)));
            return changed.isEmpty();
        }

        ProfileEdit edit() {
            Map<TextField, Optional<String>> texts = new HashMap<>();
            set.forEach((field, value) -> TextField.named(field).ifPresent(text -> texts.put(text, value)));
            return ProfileEdit.of(
                    texts,
                    Optional.ofNullable(set.get(Profile.THINGS_I_CAN_OFFER))
                            .map(offers -> offers.map(Values::list).orElse(List.of())));
        }

        private static List<String> list(String json) {
            try {
                return Json.mapper().readValue(json, TEXTS);
            } catch (JsonProcessingException e) {
                throw new IllegalArgumentException("A timeline holds what is no list", e);
            }
        }
    }
}
