package io.circlesync.workos;

import io.circlesync.change.Change;
import io.circlesync.change.Timeline;
import io.circlesync.change.TimelineEntry;
import io.circlesync.edit.ProfileEditing;
import io.circlesync.gap.Gap;
import io.circlesync.gap.GapFinder;
import io.circlesync.gap.GapKind;
import io.circlesync.gap.GapNotice;
import io.circlesync.gap.OpenGap;
import io.circlesync.profile.EmailAddress;
import io.circlesync.profile.FieldValues;
import io.circlesync.profile.FoundProfile;
import io.circlesync.profile.Profile;
import io.circlesync.profile.ProfileBuilder;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Decides whose account a user of WorkOS is: by the link, by the id that the app gave WorkOS, by Circle, which names the account, then by the address, if it
 * is verified on both sides. Above all rules stands one: never hand one person's data to another; so whatever is not plain is a
 * conflict, for which nothing is changed. It touches nothing itself.
 */
final class WorkosLinking {

    private final GapFinder gapFinder;
    private final Clock clock;

    WorkosLinking(GapFinder gapFinder, Clock clock) {
        this.gapFinder = gapFinder;
        this.clock = clock;
    }

    /**
     * What the event comes to.
     *
     * @param event one about a user, and the last word on them
     * @param eventId the number under which it is stored
     * @param overtaken whether the account's own profile was made, linked or given another address after the event had come
     */
    WorkosDecision decide(WorkosEvent event, long eventId, boolean overtaken, Candidates found) {
        WorkosUser user = event.user().orElseThrow();
        if (event.isDeletion()) {
            return found.byAccount()
                    .or(found::byCircleAccount)
                    .map(linked -> unlink(user, linked, eventId, found))
                    .orElseGet(() -> nothing("No profile is linked to the account.", found));
        }
        if (found.byAccount().isPresent()) {
            return update(user, eventId, overtaken, found.byAccount().get(), found);
        }
        Optional<Profile> match = found.byGivenId().or(found::byEmail);
        if (match.isPresent()) {
            return link(user, eventId, match.get(), found);
        }
        return user.verifiedEmail()
                .map(address -> create(user, address, eventId, found))
                .orElseGet(() -> nothing("Nobody is found by the account, and " + whyByNoAddress(user) + ".", found));
    }

    private static String whyByNoAddress(WorkosUser user) {
        return user.emailFault()
                .map(fault -> "its address cannot be told from others: it has " + fault)
                .orElse(user.emailVerified() ? "it has no usable address" : "its address is not verified");
    }

    private WorkosDecision update(WorkosUser user, long eventId, boolean overtaken, Profile known, Candidates found) {
        Optional<String> moved = user.verifiedEmail()
                .filter(address -> !overtaken)
                .filter(address -> known.workosEmail()
                        .filter(EmailAddress.of(address)::isSameAs)
                        .isEmpty());
        if (moved.isPresent() && isSomebodyElses(found.byEmail(), known)) {
            return conflict(user, known, "Another profile has the account's new address.", found);
        }
        Profile profile = withUsersData(known, user, moved);
        return written(
                known, profile, timeline(known, eventId).changed(known, profile, WorkosLinking::rule), settled(found));
    }

    private WorkosDecision link(WorkosUser user, long eventId, Profile known, Candidates found) {
        if (known.workosUserId().isPresent()) {
            return conflict(user, known, "The profile is linked to another account.", found);
        }
        if (found.accountTakenAway()) {
            return conflict(
                    user, known, "A person has taken the account from the profile that its external_id names.", found);
        }
        if (isSomebodyElses(found.byCircleAccount(), known)) {
            return conflict(user, known, "Circle's member who signs in with the account has another profile.", found);
        }
        if (isSomebodyElses(found.byEmail(), known)) {
            return conflict(user, known, "The account's id and address belong to different profiles.", found);
        }
        Optional<String> obstacle = found.byGivenId().isPresent()
                ? Optional.empty()
                : FoundProfile.obstacleByEmail(
                        known, found.addressInDoubt(), FilledNames.fill(FieldValues.none(), user));
        if (obstacle.isPresent()) {
            return conflict(user, known, obstacle.get(), found);
        }
        Profile profile = withUsersData(known, user, user.verifiedEmail())
                .change()
                .workosUserId(Optional.of(user.id()))
                .stub(false)
                .build();
        String byCircleOrEmail =
                found.byCircleAccount().isPresent() ? ProfileEditing.LINKED_BY_CIRCLE : ProfileEditing.LINKED_BY_EMAIL;
        String linkedBecause = found.byExternalId().isPresent() ? "linked-by-external-id" : byCircleOrEmail;
        List<OpenGap> resolved = new ArrayList<>(settled(found));
        resolved.add(OpenGap.ofProfile(profile.id(), GapKind.MISSING_WORKOS));
        if (gapFinder.missingFields(profile).isEmpty()) {
            resolved.add(OpenGap.ofProfile(profile.id(), GapKind.INCOMPLETE_PROFILE));
        }
        return written(
                known,
                profile,
                timeline(known, eventId)
                        .changed(
                                known,
                                profile,
                                field -> field.equals(Timeline.WORKOS_USER_ID) ? linkedBecause : rule(field)),
                resolved);
    }

    private WorkosDecision create(WorkosUser user, String address, long eventId, Candidates found) {
        Profile profile = ProfileBuilder.create(UUID.randomUUID(), address, now())
                .emailVerified(true)
                .workosUserId(Optional.of(user.id()))
                .workosEmail(Optional.of(address))
                .fields(FilledNames.fill(FieldValues.none(), user))
                .build();
        List<GapNotice> notices = gapFinder.find(profile).stream()
                .map(gap -> gapFinder.openedByForm(gap, now(), profile))
                .toList();
        return new WorkosDecision(
                Change.build()
                        .profile(profile)
                        .timeline(List.of(timeline(profile, eventId)
                                .entry(Timeline.WORKOS_USER_ID, Optional.empty(), Optional.of(user.id()), "created")))
                        .resolving(settled(found))
                        .telling(notices)
                        .forCircle(profile)
                        .done(),
                Optional.empty());
    }

    /** The team hears of it, once; the person has deleted the account and is left in peace. */
    private WorkosDecision unlink(WorkosUser user, Profile known, long eventId, Candidates found) {
        Profile profile = known.change()
                .workosUserId(Optional.empty())
                .workosEmail(Optional.empty())
                .circleAccount(known.circleAccount().filter(account -> !account.equals(user.id())))
                .build();
        List<GapNotice> notices = gapFinder.find(profile).stream()
                .filter(gap -> gap.kind() == GapKind.MISSING_WORKOS)
                .map(gap -> gapFinder.opened(gap.quietly(), now(), profile))
                .toList();
        return new WorkosDecision(
                Change.build()
                        .profile(profile)
                        .timeline(List.of(timeline(profile, eventId)
                                .entry(
                                        Timeline.WORKOS_USER_ID,
                                        Optional.of(user.id()),
                                        Optional.empty(),
                                        "account-deleted")))
                        .resolving(settled(found))
                        .telling(notices)
                        .done(),
                Optional.empty());
    }

    private WorkosDecision conflict(WorkosUser user, Profile known, String reason, Candidates found) {
        List<UUID> ids = Stream.of(found.byAccount(), found.byExternalId(), found.byCircleAccount(), found.byEmail())
                .flatMap(Optional::stream)
                .map(Profile::id)
                .distinct()
                .toList();
        Gap gap = Gap.ofAccount(user.id(), known.id(), known.circleMemberId(), reason, ids);
        return new WorkosDecision(
                Change.build()
                        .resolving(settled(found).stream()
                                .filter(other -> !other.equals(OpenGap.of(gap)))
                                .toList())
                        .telling(List.of(GapNotice.opened(gap, now(), Optional.of(known))))
                        .done(),
                Optional.of(reason),
                ids);
    }

    private WorkosDecision nothing(String reason, Candidates found) {
        return new WorkosDecision(Change.build().resolving(settled(found)).done(), Optional.of(reason));
    }

    private static WorkosDecision written(
            Profile known, Profile profile, List<TimelineEntry> timeline, List<OpenGap> resolved) {
        boolean canBeSearched = profile.emailVerified()
                && !known.emailVerified()
                && profile.circleMemberId().isEmpty();
        Change.Builder change =
                Change.build().profile(profile).timeline(timeline).resolving(resolved);
        if (isEdited(known, profile) || canBeSearched) {
            change.forCircle(profile);
        }
        return new WorkosDecision(change.done(), Optional.empty());
    }

    private static String rule(String field) {
        return field.equals(Timeline.EMAIL) ? ProfileEditing.EMAIL_CHANGED : "filled-empty";
    }

    private Timeline timeline(Profile profile, long eventId) {
        return new Timeline(Timeline.Source.WORKOS, profile.id(), now(), Optional.of(eventId));
    }

    /** @param address where the profile's address goes, if it moves */
    private Profile withUsersData(Profile known, WorkosUser user, Optional<String> address) {
        String email = address.filter(moved -> !EmailAddress.of(moved).isSameAs(known.email()))
                .orElse(known.email());
        Optional<EmailAddress> verified = user.verifiedEmail().map(EmailAddress::of);
        boolean proven = verified.filter(own -> own.isSameAs(email)).isPresent();
        Profile profile = known.change()
                .email(email)
                .emailVerified(proven || known.emailVerified())
                .workosEmail(verified.map(EmailAddress::text).or(known::workosEmail))
                .fields(FilledNames.fill(known.fields(), user))
                .build();
        return isEdited(known, profile) ? profile.change().updatedAt(now()).build() : profile;
    }

    private static boolean isEdited(Profile known, Profile profile) {
        return !known.email().equals(profile.email()) || !known.fields().equals(profile.fields());
    }

    private static boolean isSomebodyElses(Optional<Profile> byEmail, Profile known) {
        return byEmail.filter(other -> !other.id().equals(known.id())).isPresent();
    }

    /** What this user's events were in conflict with before, they are no more. */
    private static List<OpenGap> settled(Candidates found) {
        return OpenGap.conflicts(found.conflicts());
    }

    private Instant now() {
        return clock.instant();
    }
}
