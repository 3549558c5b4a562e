package io.circlesync.merge;

import java.util.Arrays;

/** How a field is decided of which both sides have a value. */
public enum MergePolicy {
    /** The side that was edited last wins; a value always beats none. */
    MOST_RECENT("most-recent"),
    /** The side that changed the field since both last agreed wins, a clearing included. */
    THREE_WAY("three-way");

    private final String settingName;

    MergePolicy(String settingName) {
        this.settingName = settingName;
    }

    /** What the setting {@code sync.merge-policy} may say. */
    public static String[] settingNames() {
        return Arrays.stream(values()).map(MergePolicy::settingName).toArray(String[]::new);
    }

    /** As the setting {@code sync.merge-policy} names it. */
    public String settingName() {
        return settingName;
    }

    /**
     * The policy as the setting {@code sync.merge-policy} names it.
     *
     * @throws IllegalArgumentException if there is no such policy
     */
    public static MergePolicy of(String settingName) {
        return Arrays.stream(values())
                .filter(policy -> policy.settingName.equals(settingName))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no merge policy '" + settingName + "'"));
    }
}
