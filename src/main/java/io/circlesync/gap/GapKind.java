package io.circlesync.gap;

import com.fasterxml.jackson.annotation.JsonValue;

/** What can be amiss with a member, and who can do something about it. */
public enum GapKind {
    /** The member has no account in the app yet; they can make one. */
    MISSING_WORKOS("missing-workos", true, true),
    /** A field that a profile is to have is missing; the member can fill it in. */
    INCOMPLETE_PROFILE("incomplete-profile", true, true),
    /** Two profiles claim one member, or two members one profile; the team decides. */
    IDENTITY_CONFLICT("identity-conflict", true, false),
    /** The member could not be synced and was given up; the team looks into it. */
    SYNC_FAILED("sync-failed", true, false),
    /** Circle did not keep what was written to it; the team looks into it. */
    PUSH_REJECTED("push-rejected", true, false),
    /** Circle does not know the member any more, or has deactivated them. There is nothing to do, so it is told once. */
    MEMBER_LEFT("member-left", false, false),
    /** A message is given up, or a whole channel of them is refused; the team looks into it. */
    MESSAGE_FAILED("message-failed", true, false),
    /** A run waits for a person, or has failed; the team decides, or looks into it. Also that one is done, which is told and is no gap. */
    RECONCILIATION("reconciliation", true, false);

    private final String jsonName;
    private final boolean repeated;
    private final boolean personal;

    GapKind(String jsonName, boolean repeated, boolean personal) {
        this.jsonName = jsonName;
        this.repeated = repeated;
        this.personal = personal;
    }

    /** The kind's name in the database, in JSON and in settings. */
    @JsonValue
    public String jsonName() {
        return jsonName;
    }

    /** Whether an open gap of this kind is mentioned again after a while. */
    public boolean repeated() {
        return repeated;
    }

    /** Whether the person whom it is about can close it, and so is written to. */
    public boolean personal() {
        return personal;
    }
}
