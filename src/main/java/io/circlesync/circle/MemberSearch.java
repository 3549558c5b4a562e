package io.circlesync.circle;

/**
 * A search for the member with an address.
 *
 * @param hold by what right the address is shown to Circle
 */
public record MemberSearch(String email, Hold hold) {

    /** Says for whom it is without saying anything about them. */
    @Override
    public String toString() {
        return "MemberSearch[" + hold.profileId() + "]";
    }
}
