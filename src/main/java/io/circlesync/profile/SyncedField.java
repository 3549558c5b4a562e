package io.circlesync.profile;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A field that Circle and the local profile both keep. This is the one table of them: whatever reads, writes, compares or
 * shows the fields walks it. Beside those that every community has, one may have profile fields of its own ({@link
 * #custom}). Two of one name are equal; they are ordered as in the table, the custom ones after them by their names.
 */
public final class SyncedField implements Comparable<SyncedField> {

    public static final SyncedField FIRST_NAME =
            new SyncedField(1, "firstName", "first_name", "First name", Place.MEMBER, Form.NAME, 200);
    public static final SyncedField LAST_NAME =
            new SyncedField(2, "lastName", "last_name", "Last name", Place.MEMBER, Form.NAME, 200);
    public static final SyncedField HEADLINE =
            new SyncedField(3, "headline", "headline", "Headline", Place.MEMBER, Form.TEXT, 1_000);
    public static final SyncedField BIO =
            new SyncedField(4, "bio", "bio", "Bio", Place.PROFILE_FIELD, Form.TEXT, 50_000);
    public static final SyncedField LOCATION =
            new SyncedField(5, "location", "location", "Location", Place.PROFILE_FIELD, Form.TEXT, 1_000);
    public static final SyncedField WEBSITE =
            new SyncedField(6, "website", "website", "Website", Place.PROFILE_FIELD, Form.LINK, 2_000);
    public static final SyncedField INSTAGRAM_URL =
            new SyncedField(7, "instagramUrl", "instagram_url", "Instagram", Place.PROFILE_FIELD, Form.LINK, 2_000);
    public static final SyncedField LINKEDIN_URL =
            new SyncedField(8, "linkedinUrl", "linkedin_url", "LinkedIn", Place.PROFILE_FIELD, Form.LINK, 2_000);

    private static final List<SyncedField> TABLE =
            List.of(FIRST_NAME, LAST_NAME, HEADLINE, BIO, LOCATION, WEBSITE, INSTAGRAM_URL, LINKEDIN_URL);
    private static final Map<String, SyncedField> BY_NAME =
            TABLE.stream().collect(Collectors.toUnmodifiableMap(SyncedField::jsonName, Function.identity()));

    private static final String CUSTOM = "custom";
    private static final String CUSTOM_PREFIX = CUSTOM + ".";
    /** It may be a whole text area in Circle. */
    private static final int CUSTOM_LENGTH = 50_000;

    private enum Place {
        /** Circle keeps it as the member's own. */
        MEMBER,
        /** Circle keeps it as a profile field, under a key that each community chooses. */
        PROFILE_FIELD
    }

    /** What a text in a profile is. */
    public enum Form {
        /** A part of the name, which Circle keeps as one. */
        NAME,
        /** Anything, kept as it was typed. */
        TEXT,
        /** An http or https URL; one without a scheme gets it. */
        LINK,
        /** One word. */
        CODE
    }

    private final int rank;
    private final String jsonName;
    private final String column;
    private final String label;
    private final Place place;
    private final Form form;
    private final int maxLength;

    private SyncedField(int rank, String jsonName, String column, String label, Place place, Form form, int maxLength) {
        this.rank = rank;
        this.jsonName = jsonName;
        this.column = column;
        this.label = label;
        this.place = place;
        this.form = form;
        this.maxLength = maxLength;
    }

    /** The fields that every community has, with a column each. */
    public static List<SyncedField> table() {
        return TABLE;
    }

    /**
     * A profile field of one community's own, kept under its name in the column {@code custom}.
     *
     * @throws IllegalArgumentException if that is no {@link #isCustomName name}
     */
    public static SyncedField custom(String name) {
        if (!isCustomName(name)) {
            throw new IllegalArgumentException("'" + name + "' is no name of a custom field");
        }
        return new SyncedField(
                TABLE.size() + 1, CUSTOM_PREFIX + name, CUSTOM, name, Place.PROFILE_FIELD, Form.TEXT, CUSTOM_LENGTH);
    }

    /** Whether a custom field may be called so: letters and digits of ASCII, the first a small letter. */
    public static boolean isCustomName(String name) {
        return !name.isEmpty()
                && isSmall(name.charAt(0))
                && name.chars().allMatch(c -> isSmall(c) || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9');
    }

    /** The field with this name in the API and in stored JSON, if there may be one. */
    public static Optional<SyncedField> named(String jsonName) {
        return jsonName.startsWith(CUSTOM_PREFIX)
                ? Optional.of(jsonName.substring(CUSTOM_PREFIX.length()))
                        .filter(SyncedField::isCustomName)
                        .map(SyncedField::custom)
                : Optional.ofNullable(BY_NAME.get(jsonName));
    }

    @JsonCreator
    static SyncedField fromJson(String jsonName) {
        return named(jsonName).orElseThrow(() -> new IllegalArgumentException("There is no field '" + jsonName + "'"));
    }

    /** The field's name in the API and in stored JSON; a custom one is {@code custom.<name>}. */
    @JsonValue
    public String jsonName() {
        return jsonName;
    }

    /** What people call it. */
    public String label() {
        return isCustom() ? readable(label) : label;
    }

    /** The column of {@code profile} that holds it; all custom ones share one. */
    public String column() {
        return column;
    }

    /** Whether it is one of a community's own. */
    public boolean isCustom() {
        return column.equals(CUSTOM);
    }

    /** A custom field's name among the custom ones. */
    public String customName() {
        return jsonName.substring(CUSTOM_PREFIX.length());
    }

    /** Whether Circle keeps it as a profile field, under a key that each community chooses, and not as the member's own. */
    public boolean isProfileField() {
        return place == Place.PROFILE_FIELD;
    }

    /** Whether it is a part of the name, which Circle keeps as one. */
    public boolean isName() {
        return form == Form.NAME;
    }

    /** Whether it holds the address of a page. */
    public boolean isLink() {
        return form == Form.LINK;
    }

    /** What it holds. */
    public Form form() {
        return form;
    }

    /** How many code points an app may write into it. */
    public int maxLength() {
        return maxLength;
    }

    /** {@code favouriteColour} is worded as Favourite colour. */
    private static String readable(String name) {
        String words = name.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    private static boolean isSmall(int character) {
        return character >= 'a' && character <= 'z';
    }

    @Override
    public int compareTo(SyncedField other) {
        return rank == other.rank ? jsonName.compareTo(other.jsonName) : Integer.compare(rank, other.rank);
    }

    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof SyncedField that && jsonName.equals(that.jsonName);
    }

    @Override
    public int hashCode() {
        return jsonName.hashCode();
    }

    @Override
    public String toString() {
        return jsonName;
    }
}
