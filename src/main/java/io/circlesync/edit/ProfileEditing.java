package io.circlesync.edit;

import io.circlesync.change.Change;
import io.circlesync.change.Timeline;
import io.circlesync.edit.EditDecision.Outcome;
import io.circlesync.gap.Gap;
import io.circlesync.gap.GapFinder;
import io.circlesync.gap.GapKind;
import io.circlesync.gap.GapNotice;
import io.circlesync.gap.OpenGap;
import io.circlesync.profile.FoundProfile;
import io.circlesync.profile.Profile;
import io.circlesync.profile.ProfileBuilder;
import io.circlesync.profile.TextField;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Decides what a form or an edit of the app comes to: who it is about, what changes, and what the team has to hear. Above
 * all rules stands one: never hand one person's data to another. It touches nothing itself.
 */
public final class ProfileEditing {

    private static final Set<GapKind> SETTLED_BY_AN_EDIT = Set.of(GapKind.MISSING_WORKOS, GapKind.INCOMPLETE_PROFILE);
    private static final String FORM = "form";
    private static final String EDIT = "edit";
    static final String FLIP = "flip";

    /** Why the timeline says that an account was linked: Circle names it, or its address is the profile's. */
    public static final String LINKED_BY_CIRCLE = "linked-by-circle";

    public static final String LINKED_BY_EMAIL = "linked-by-email";

    /** Why it says that the address has changed: whoever signs in with the account has another one. */
    public static final String EMAIL_CHANGED = "email-changed";

    private static final String TAKEN_AND_NOT_VERIFIED =
            "Another profile has this e-mail, and it is not verified that it is yours; send the form again with"
                    + " \"emailVerified\": true once it is, or with another e-mail.";
    private static final String ACCOUNT_IS_DELETED = "WorkOS has deleted this account, which is final; expected the"
            + " workosUserId that the person has now, or none.";

    private final GapFinder gapFinder;
    private final Clock clock;

    public ProfileEditing(GapFinder gapFinder, Clock clock) {
        this.gapFinder = gapFinder;
        this.clock = clock;
    }

    /**
     * What the form comes to: a new profile, or the known one with what was typed. An address that is not proven, on
     * whichever side, finds nobody: it would show one person's profile to another.
     */
    public EditDecision submit(ProfileForm typed, FoundProfiles found) {
        Optional<Profile> known = found.byAccount().or(found::byEmail);
        Optional<EditDecision> refusal = found.accountIsDeleted()
                ? Optional.of(EditDecision.refused(new EditRefusal.Conflict(ACCOUNT_IS_DELETED)))
                : known.flatMap(profile -> refusal(typed, profile, found));
        // What the profile has would show in what is found to be wrong.
        Optional<EditRefusal> invalid = typed.values().refusal(known.filter(profile -> refusal.isEmpty()));
        if (invalid.isPresent()) {
            return EditDecision.refused(invalid.get());
        }
        if (refusal.isPresent()) {
            return refusal.get();
        }
        ProfileForm form = typed.beside(known);
        if (FoundProfiles.isSomebodyElse(found.byReferralCode(), known)) {
            return EditDecision.refused(new EditRefusal.Conflict("The referralCode belongs to another profile."));
        }
        return known.map(profile -> merge(form, profile, found)).orElseGet(() -> create(form, found));
    }

    private Optional<EditDecision> refusal(ProfileForm form, Profile known, FoundProfiles found) {
        boolean byEmailAlone = found.byAccount().isEmpty();
        boolean byTwo = !byEmailAlone && FoundProfiles.isSomebodyElse(found.byEmail(), Optional.of(known));
        if ((byEmailAlone || byTwo) && !form.emailVerified()) {
            EditRefusal taken = new EditRefusal.Conflict(TAKEN_AND_NOT_VERIFIED);
            boolean saysNothingNew = form.workosUserId().isEmpty()
                    && form.values().beside(Optional.of(known)).applyTo(known).equals(known);
            return Optional.of(saysNothingNew ? EditDecision.nothingNew(taken) : EditDecision.refused(taken));
        }
        if (byTwo) {
            return Optional.of(
                    conflict(form, known, "The account and the e-mail belong to different profiles.", found));
        }
        if (isLinkedToAnother(known, form)) {
            return Optional.of(
                    conflict(form, known, "The profile of this e-mail is linked to another account.", found));
        }
        return Optional.of(known)
                .filter(profile -> byEmailAlone)
                .flatMap(profile -> FoundProfile.obstacleByEmail(
                        profile,
                        found.addressInDoubt(),
                        form.values().applyTo(profile).fields()))
                .map(reason -> conflict(form, known, reason, found));
    }

    /** What the edit of the known profile comes to. */
    public EditDecision edit(ProfileEdit typed, Profile known, FoundProfiles found) {
        Optional<EditRefusal> invalid = typed.refusal(Optional.of(known));
        if (invalid.isPresent()) {
            return EditDecision.refused(invalid.get());
        }
        ProfileEdit edit = typed.beside(Optional.of(known));
        if (FoundProfiles.isSomebodyElse(found.byEmail(), Optional.of(known))) {
            return EditDecision.refused(new EditRefusal.Conflict("The email belongs to another profile."));
        }
        if (FoundProfiles.isSomebodyElse(found.byReferralCode(), Optional.of(known))) {
            return EditDecision.refused(new EditRefusal.Conflict("The referralCode belongs to another profile."));
        }
        return edited(edit, known, EDIT);
    }

    /**
     * What it comes to that a profile is given values that it had before, or that lost a conflict.
     *
     * @param rule why, as the timeline tells it
     */
    EditDecision restore(ProfileEdit edit, Profile known, String rule) {
        return edited(edit, known, rule);
    }

    /** What it comes to that the value wins that lost. */
    public EditDecision flip(LostValue value, Profile known) {
        TextField field = TextField.named(value.field()).orElseThrow();
        return edited(ProfileEdit.of(Map.of(field, Optional.of(value.lost())), Optional.empty()), known, FLIP);
    }

    private EditDecision edited(ProfileEdit edit, Profile known, String rule) {
        Profile edited = edit.applyTo(known);
        return written(
                known, edited.change().stub(known.isStub() && !hasData(edited)).build(), rule, List.of());
    }

    private EditDecision merge(ProfileForm form, Profile known, FoundProfiles found) {
        boolean moved = found.byEmail().isEmpty();
        Profile merged = form.values()
                .applyTo(known)
                .change()
                .email(moved ? form.email() : known.email())
                .emailVerified(form.emailVerified() || !moved && known.emailVerified())
                .workosUserId(known.workosUserId().or(form::workosUserId))
                .workosEmail(addressOfAccount(known, form))
                .stub(false)
                .build();
        return written(known, merged, FORM, OpenGap.conflicts(found.conflicts()));
    }

    private EditDecision create(ProfileForm form, FoundProfiles found) {
        Profile profile = form.values()
                .applyTo(ProfileBuilder.create(UUID.randomUUID(), form.email(), now())
                        .emailVerified(form.emailVerified())
                        .workosUserId(form.workosUserId())
                        .workosEmail(form.workosUserId().map(account -> form.email()))
                        .build());
        return new EditDecision(
                Change.build()
                        .profile(profile)
                        .timeline(timeline(profile).created(profile))
                        .resolving(OpenGap.conflicts(found.conflicts()))
                        .telling(notices(gaps(profile), profile))
                        .forCircle(profile)
                        .done(),
                Outcome.CREATED,
                Optional.empty());
    }

    private EditDecision written(Profile known, Profile wanted, String rule, List<OpenGap> settled) {
        Profile profile =
                isEdited(known, wanted) ? wanted.change().updatedAt(now()).build() : wanted;
        List<Gap> gaps = gaps(profile);
        Change.Builder change = Change.build()
                .profile(profile)
                .timeline(timeline(known).changed(known, profile, field -> rule(field, known, profile, rule)))
                .resolving(settled)
                .resolving(resolved(profile, gaps))
                .telling(notices(gaps, profile))
                .stillOpen(gaps.stream()
                        .filter(gap -> gap.kind() == GapKind.INCOMPLETE_PROFILE)
                        .toList());
        if (isNewsForCircle(known, profile)) {
            change.forCircle(profile);
        }
        return new EditDecision(change.done(), outcome(known, profile), Optional.empty());
    }

    private static Outcome outcome(Profile known, Profile profile) {
        if (!known.workosUserId().equals(profile.workosUserId())) {
            return Outcome.LINKED;
        }
        return known.equals(profile) ? Outcome.UNCHANGED : Outcome.MERGED;
    }

    private Timeline timeline(Profile profile) {
        return new Timeline(Timeline.Source.LOCAL, profile.id(), now(), Optional.empty());
    }

    private static String rule(String field, Profile before, Profile after, String typed) {
        boolean namedByCircle = before.circleAccount().equals(after.workosUserId());
        return switch (field) {
            case Timeline.WORKOS_USER_ID -> namedByCircle ? LINKED_BY_CIRCLE : LINKED_BY_EMAIL;
            case Timeline.EMAIL -> EMAIL_CHANGED;
            default -> typed;
        };
    }

    private EditDecision conflict(ProfileForm form, Profile known, String reason, FoundProfiles found) {
        if (form.workosUserId().isEmpty()) {
            return EditDecision.refused(new EditRefusal.Conflict(reason));
        }
        String account = form.workosUserId().get();
        List<UUID> ids = Stream.of(found.byAccount(), found.byEmail())
                .flatMap(Optional::stream)
                .map(Profile::id)
                .distinct()
                .toList();
        Gap gap = Gap.ofAccount(account, known.id(), known.circleMemberId(), reason, ids);
        return new EditDecision(
                Change.build()
                        .resolving(OpenGap.conflicts(found.conflicts()).stream()
                                .filter(other -> !other.equals(OpenGap.of(gap)))
                                .toList())
                        .telling(List.of(GapNotice.opened(gap, now(), Optional.of(known))))
                        .done(),
                Outcome.REFUSED,
                Optional.of(new EditRefusal.Conflict(reason)));
    }

    private static boolean isLinkedToAnother(Profile known, ProfileForm form) {
        return form.workosUserId().isPresent()
                && known.workosUserId()
                        .filter(account -> !account.equals(form.workosUserId().get()))
                        .isPresent();
    }

    /** An account that is linked by a form has the form's address until WorkOS tells of another one. */
    private static Optional<String> addressOfAccount(Profile known, ProfileForm form) {
        return known.workosUserId().isPresent()
                ? known.workosEmail()
                : form.workosUserId().map(account -> form.email());
    }

    private List<Gap> gaps(Profile profile) {
        return gapFinder.find(profile).stream()
                .filter(gap -> SETTLED_BY_AN_EDIT.contains(gap.kind()))
                .toList();
    }

    private List<GapNotice> notices(List<Gap> gaps, Profile profile) {
        return gaps.stream()
                .map(gap -> gapFinder.openedByForm(gap, now(), profile))
                .toList();
    }

    private static List<OpenGap> resolved(Profile profile, List<Gap> gaps) {
        return SETTLED_BY_AN_EDIT.stream()
                .filter(kind -> gaps.stream().noneMatch(gap -> gap.kind() == kind))
                .map(kind -> OpenGap.ofProfile(profile.id(), kind))
                .toList();
    }

    /** A link alone is no edit: it says nothing about when the values were typed. */
    private static boolean isEdited(Profile known, Profile wanted) {
        return !known.email().equals(wanted.email())
                || !known.fields().equals(wanted.fields())
                || !known.thingsICanOffer().equals(wanted.thingsICanOffer())
                || !known.resumeLink().equals(wanted.resumeLink())
                || !known.referralCode().equals(wanted.referralCode())
                || !known.pushRejected().equals(wanted.pushRejected());
    }

    /** An address is never pushed, but it is what an unlinked profile's member is looked for by, once it is proven. */
    private static boolean isNewsForCircle(Profile known, Profile profile) {
        boolean otherAddress = !known.email().equals(profile.email()) || !known.emailVerified();
        return !known.fields().equals(profile.fields())
                || !known.pushRejected().equals(profile.pushRejected())
                || profile.circleMemberId().isEmpty() && profile.emailVerified() && otherAddress;
    }

    private static boolean hasData(Profile profile) {
        return !profile.fields().isEmpty()
                || !profile.thingsICanOffer().isEmpty()
                || profile.resumeLink().isPresent()
                || profile.referralCode().isPresent();
    }

    private Instant now() {
        return clock.instant();
    }
}
