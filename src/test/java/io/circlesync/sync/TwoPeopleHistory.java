package io.circlesync.sync;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.circlesync.circle.CircleMemberReader;
import io.circlesync.fixture.SetClock;
import io.circlesync.json.Json;
import io.circlesync.merge.MergePolicy;
import io.circlesync.profile.FieldValues;
import io.circlesync.profile.Profile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Two people with addresses that pass from one to the other, are typed wrongly, and look like each other. */
final class TwoPeopleHistory {

    /** Whose a value is can be seen from it. */
    enum PersonInHistory {
        ADA,
        BEA;

        private static final List<String> NAMES_OF_BEA =
                List.of("Bea Beaumont", "Bea", "Beatrice Beaumont", "Beaumont");

        String text(TypedField field, int choice) {
            String text = field.text(choice);
            if (this == ADA || text.isBlank()) {
                return text;
            }
            if (field.equals(TypedField.NAME)) {
                return NAMES_OF_BEA.get(choice % NAMES_OF_BEA.size());
            }
            return field.isLink() ? text.replace(field.host(), "bea") : "bea's " + text;
        }

        boolean hasTyped(String value) {
            return value.toLowerCase(Locale.ROOT).contains("bea") == (this == BEA);
        }
    }

    /** What may happen next. */
    enum Kind {
        EDIT_HERE,
        EDIT_IN_CIRCLE,
        MOVE_IN_CIRCLE,
        TYPE_ADDRESS,
        SEND_FORM,
        TIME,
        STEP,
        LOSE_REQUEST,
        LOSE_ANSWER,
        DELIVER,
        DELIVER_WITH_MEMBER,
        LEAVE_OR_RETURN,
        DEACTIVATE_OR_RETURN,
        JOIN_ANEW
    }

    /** One thing that happens; the numbers choose whatever is to be chosen. */
    record Move(Kind kind, int one, int two) {}

    private static final List<String> ADDRESSES = List.of(
            "ada@example.org",
            "bea@example.org",
            "ADA@example.org",
            "\u0430da@example.org",
            "ada@fa\u00df.example",
            "ada@fass.example");
    private static final int MOST_MEMBERS = 6;

    private final SetClock time = new SetClock(SyncTestBase.JANUARY);
    private final SimulatedCommunity community = new SimulatedCommunity();
    private final SimulatedProfiles profiles = new SimulatedProfiles(time);
    private final Map<Long, PersonInHistory> members = new HashMap<>();
    private final Map<UUID, PersonInHistory> owners = new HashMap<>();
    private final List<SimulatedSync> syncs = new ArrayList<>();
    private final MergePolicy policy;

    /** Both have joined, and are known here. */
    TwoPeopleHistory(MergePolicy policy) {
        this.policy = policy;
        joins(PersonInHistory.ADA, ADDRESSES.get(0));
        joins(PersonInHistory.BEA, ADDRESSES.get(1));
        settles();
    }

    void happens(Move move) {
        SimulatedSync sync = syncs.get(move.one() % syncs.size());
        SimulatedCircle member = community.member(sync.memberId());
        TypedField field = TypedField.chosen(TypedField.all(), move.two());
        String address = ADDRESSES.get(move.two() % ADDRESSES.size());
        PersonInHistory person = members.get(member.id());
        switch (move.kind()) {
            case EDIT_HERE ->
                profile(move.one())
                        .ifPresent(known ->
                                patch(known, field.patch(owners.get(known.id()).text(field, move.one()), move.two())));
            case EDIT_IN_CIRCLE -> {
                if (!member.hasLeft()) {
                    member.edit(field, person.text(field, move.one()));
                }
            }
            case MOVE_IN_CIRCLE -> {
                if (!member.hasLeft() && community.isFree(address)) {
                    member.movesTo(address);
                }
            }
            case TYPE_ADDRESS ->
                profile(move.one())
                        .ifPresent(known ->
                                patch(known, Json.mapper().createObjectNode().put("email", address)));
            case SEND_FORM -> sendForm(PersonInHistory.values()[move.one() % 2], address, move.one());
            case TIME -> time.passes(Duration.ofMillis(move.one() % 3));
            case STEP -> step(sync);
            case LOSE_REQUEST -> sync.fail(0);
            case LOSE_ANSWER -> sync.fail(1);
            case DELIVER -> deliver(sync, false);
            case DELIVER_WITH_MEMBER -> deliver(sync, true);
            case LEAVE_OR_RETURN -> away(member, member::leave);
            case DEACTIVATE_OR_RETURN -> away(member, member::deactivate);
            case JOIN_ANEW -> {
                if (community.all().size() < MOST_MEMBERS && community.isFree(address)) {
                    joins(person, address);
                }
            }
        }
    }

    /** Everybody is synced, twice, for one may have waited for the other. */
    void settles() {
        for (int round = 0; round < 2; round++) {
            for (SimulatedSync sync : syncs) {
                sync.becomesDue();
                do {
                    step(sync);
                } while (!sync.isIdle());
            }
        }
    }

    /** Values that stand in somebody else's profile or member. */
    List<String> strayValues() {
        List<String> stray = new ArrayList<>();
        for (Profile profile : profiles.all()) {
            stray.addAll(strangers(owners.get(profile.id()), texts(profile.fields())));
            profile.base().ifPresent(base -> stray.addAll(strangers(owners.get(profile.id()), texts(base))));
        }
        for (SimulatedCircle member : community.all()) {
            stray.addAll(strangers(members.get(member.id()), member.texts()));
        }
        return stray;
    }

    /** Profiles that are linked to a member of somebody else. */
    List<UUID> wronglyLinked() {
        return profiles.all().stream()
                .filter(profile -> profile.circleMemberId()
                        .filter(linked -> members.get(linked) != owners.get(profile.id()))
                        .isPresent())
                .map(Profile::id)
                .toList();
    }

    Collection<Profile> profiles() {
        return profiles.all();
    }

    private static List<String> texts(FieldValues values) {
        return values.fields().stream()
                .flatMap(field -> values.get(field).stream())
                .toList();
    }

    private static List<String> strangers(PersonInHistory person, List<String> texts) {
        return texts.stream().filter(text -> !person.hasTyped(text)).toList();
    }

    private void step(SimulatedSync sync) {
        sync.step();
        // Whoever is made from a member is who the member is.
        profiles.all().forEach(profile -> owners.computeIfAbsent(profile.id(), id -> members.get(sync.memberId())));
    }

    private void deliver(SimulatedSync sync, boolean withMember) {
        if (!sync.underWay().isEmpty()) {
            sync.takes(sync.underWay().remove(0), withMember);
        }
    }

    private static void away(SimulatedCircle member, Runnable goes) {
        if (member.isAway()) {
            member.comeBack();
        } else {
            goes.run();
        }
    }

    private void joins(PersonInHistory person, String address) {
        long id = SimulatedCircle.MEMBER + community.all().size();
        Map<TypedField, String> texts = new HashMap<>();
        for (TypedField field : TypedField.all()) {
            texts.put(field, TypedField.seen(person.text(field, 4)));
        }
        community.add(
                new SimulatedCircle(id, address, texts, time, 0, new CircleMemberReader(SimulatedSync.FIELDS, time)));
        members.put(id, person);
        syncs.add(new SimulatedSync(id, policy, true, time, community, profiles));
    }

    private void sendForm(PersonInHistory person, String address, int choice) {
        ObjectNode form = Json.mapper().createObjectNode().put("email", address);
        form.setAll(TypedField.NAME.patch(person.text(TypedField.NAME, choice), choice));
        form.put("bio", person.text(TypedField.BIO, choice));
        profiles.submit(form).ifPresent(made -> owners.putIfAbsent(made.id(), person));
    }

    private void patch(Profile known, ObjectNode patch) {
        if (profiles.patch(known, patch)) {
            known.circleMemberId()
                    .flatMap(id ->
                            syncs.stream().filter(sync -> sync.memberId() == id).findFirst())
                    .ifPresent(SimulatedSync::becomesDue);
        }
    }

    private Optional<Profile> profile(int choice) {
        List<Profile> all = List.copyOf(profiles.all());
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(choice % all.size()));
    }
}
