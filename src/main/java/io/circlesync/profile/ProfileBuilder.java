package io.circlesync.profile;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Makes a profile that differs from another in some of its parts. */
public final class ProfileBuilder {

    private final UUID id;
    private String email;
    private Optional<String> workosUserId;
    private Optional<Long> circleMemberId;
    private FieldValues fields;
    private List<String> thingsICanOffer;
    private Optional<String> resumeLink;
    private Optional<String> referralCode;
    private boolean isStub;
    private final Instant createdAt;
    private Instant updatedAt;
    private Optional<Instant> circleUpdatedAt;
    private Optional<FieldValues> base;
    private Optional<String> circleProfileUrl;
    private Optional<String> circleEmail;
    private CircleValues pushRejected;
    private Map<String, String> rejectedDefinitions;
    private Optional<Instant> leftAt;
    private boolean invited;
    private Optional<String> circleAccount;
    private boolean emailVerified;
    private Optional<String> workosEmail;

    ProfileBuilder(Profile profile) {
        id = profile.id();
        email = profile.email();
        workosUserId = profile.workosUserId();
        circleMemberId = profile.circleMemberId();
        fields = profile.fields();
        thingsICanOffer = profile.thingsICanOffer();
        resumeLink = profile.resumeLink();
        referralCode = profile.referralCode();
        isStub = profile.isStub();
        createdAt = profile.createdAt();
        updatedAt = profile.updatedAt();
        circleUpdatedAt = profile.circleUpdatedAt();
        base = profile.base();
        circleProfileUrl = profile.circleProfileUrl();
        circleEmail = profile.circleEmail();
        pushRejected = profile.pushRejected();
        rejectedDefinitions = profile.rejectedDefinitions();
        leftAt = profile.leftAt();
        invited = profile.invited();
        circleAccount = profile.circleAccount();
        emailVerified = profile.emailVerified();
        workosEmail = profile.workosEmail();
    }

    /** Begins a profile of somebody nobody knew before, whose address is not proven yet. */
    public static ProfileBuilder create(UUID id, String email, Instant createdAt) {
        return new ProfileBuilder(new Profile(
                id,
                email,
                Optional.empty(),
                Optional.empty(),
                FieldValues.none(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                false,
                createdAt,
                createdAt,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                CircleValues.none(),
                Map.of(),
                Optional.empty(),
                false,
                Optional.empty(),
                false,
                Optional.empty()));
    }

    public ProfileBuilder email(String value) {
        email = value;
        return this;
    }

    public ProfileBuilder workosUserId(Optional<String> value) {
        workosUserId = value;
        return this;
    }

    public ProfileBuilder circleMemberId(Optional<Long> value) {
        circleMemberId = value;
        return this;
    }

    public ProfileBuilder fields(FieldValues value) {
        fields = value;
        return this;
    }

    public ProfileBuilder thingsICanOffer(List<String> value) {
        thingsICanOffer = value;
        return this;
    }

    public ProfileBuilder resumeLink(Optional<String> value) {
        resumeLink = value;
        return this;
    }

    public ProfileBuilder referralCode(Optional<String> value) {
        referralCode = value;
        return this;
    }

    public ProfileBuilder stub(boolean value) {
        isStub = value;
        return this;
    }

    public ProfileBuilder updatedAt(Instant value) {
        updatedAt = value;
        return this;
    }

    public ProfileBuilder circleUpdatedAt(Optional<Instant> value) {
        circleUpdatedAt = value;
        return this;
    }

    public ProfileBuilder base(Optional<FieldValues> value) {
        base = value;
        return this;
    }

    public ProfileBuilder circleProfileUrl(Optional<String> value) {
        circleProfileUrl = value;
        return this;
    }

    public ProfileBuilder circleEmail(Optional<String> value) {
        circleEmail = value;
        return this;
    }

    public ProfileBuilder pushRejected(CircleValues value) {
        pushRejected = value;
        return this;
    }

    public ProfileBuilder rejectedDefinitions(Map<String, String> value) {
        rejectedDefinitions = value;
        return this;
    }

    public ProfileBuilder leftAt(Optional<Instant> value) {
        leftAt = value;
        return this;
    }

    public ProfileBuilder invited(boolean value) {
        invited = value;
        return this;
    }

    public ProfileBuilder circleAccount(Optional<String> value) {
        circleAccount = value;
        return this;
    }

    public ProfileBuilder emailVerified(boolean value) {
        emailVerified = value;
        return this;
    }

    public ProfileBuilder workosEmail(Optional<String> value) {
        workosEmail = value;
        return this;
    }

    /** Forgets what was agreed on with a member, which says nothing of another one. */
    public ProfileBuilder agreedOnNothing() {
        return base(Optional.empty()).pushRejected(CircleValues.none()).rejectedDefinitions(Map.of());
    }

    public Profile build() {
        return new Profile(
                id,
                email,
                workosUserId,
                circleMemberId,
                fields,
                thingsICanOffer,
                resumeLink,
                referralCode,
                isStub,
                createdAt,
                updatedAt,
                circleUpdatedAt,
                base,
                circleProfileUrl,
                circleEmail,
                pushRejected,
                rejectedDefinitions,
                leftAt,
                invited,
                circleAccount,
                emailVerified,
                workosEmail);
    }
}
