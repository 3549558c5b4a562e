package io.circlesync.profile;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells whether two values are the same to a person who looks at them, and two links whether they lead to one place. What
 * Circle stores is not letter by letter what it was sent: it takes off blanks and characters that nobody sees, puts letters
 * together (NFC), has one kind of line end, and writes links its own way. None of that is an edit, a refusal or a reason to
 * write.
 */
public final class SameText {

    private static final char NEXT_LINE = '\u0085';
    private static final Pattern LINE_END = Pattern.compile("\\R");
    private static final Pattern INNER_SPACES = Pattern.compile("[\\t\\p{Zs}]+");
    private static final Pattern SPACES_AT_LINE_END = Pattern.compile(" +(?=\\n)");
    /** Without a width, and without a part in how their neighbours look, as joiners and direction marks have. */
    private static final Pattern UNSEEN = Pattern.compile("[\\u00AD\\u180E\\u200B\\u2060-\\u2064\\uFEFF]");

    /** Between two words of a name. */
    static final Pattern SPACES = Pattern.compile("[\\s\\p{Zs}]+");

    private static final Pattern OUTER_SPACES = Pattern.compile("^[\\s\\p{Zs}]+|(?<![\\s\\p{Zs}])[\\s\\p{Zs}]+$");
    private static final Pattern LINK =
            Pattern.compile("(?:(https?):)?(?://)?([^/?#\\s]*?)(?::(\\d+))?([/?#]\\S*)?", Pattern.CASE_INSENSITIVE);
    private static final Set<String> ANY_SCHEME = Set.of("http", "https");
    private static final Pattern SCHEME = Pattern.compile("^https?://", Pattern.CASE_INSENSITIVE);
    private static final Pattern ELLIPSIS = Pattern.compile("(\\.\\.\\.|\u2026)$");

    private SameText() {}

    /** Whether two values of the field are the same; a value of blanks is none. */
    public static boolean same(SyncedField field, Optional<String> one, Optional<String> other) {
        return one.equals(other) || same(field, one.orElse(""), other.orElse(""));
    }

    /** Whether two values of the field are the same, where an empty text stands for none. */
    public static boolean same(SyncedField field, String one, String other) {
        if (one.equals(other)) {
            return true;
        }
        String left = form(field, one);
        String right = form(field, other);
        return left.equals(right) || (isLink(field, left) || isLink(field, right)) && isSameLink(left, right);
    }

    /**
     * What a value of the field has in common with those that are the same, and with no others; so that they can be told by a digest
     * as well.
     */
    static Set<String> forms(SyncedField field, String value) {
        String text = form(field, value);
        Set<String> forms = new TreeSet<>(Set.of(text));
        Matcher link = LINK.matcher(text);
        if ((field.isLink() || field.isCustom()) && link.matches() && isHost(link.group(2))) {
            String place = host(link.group(2)) + ":" + port(link) + "/" + path(link.group(4));
            Optional.ofNullable(link.group(1))
                    .map(scheme -> Set.of(scheme.toLowerCase(Locale.ROOT)))
                    .orElse(ANY_SCHEME)
                    .forEach(scheme -> forms.add(scheme + "://" + place));
        }
        return forms;
    }

    /** The same for a name. */
    static Set<String> nameForms(String name) {
        return Set.of(nameForm(name));
    }

    /** Whether a value is a link: of a community's own field only Circle knows what it holds, so there it is told by its look. */
    public static boolean isLink(SyncedField field, String value) {
        return field.isLink() || field.isCustom() && SCHEME.matcher(value).find();
    }

    /** Whether both have the same full name, however it is cut. */
    public static boolean sameName(FieldValues one, FieldValues other) {
        Optional<String> left = one.fullName();
        Optional<String> right = other.fullName();
        return left.equals(right) || sameName(left.orElse(""), right.orElse(""));
    }

    /** Whether two names, or parts of names, are the same. */
    public static boolean sameName(String one, String other) {
        return one.equals(other) || nameForm(one).equals(nameForm(other));
    }

    /** Whether there is nothing to be seen: no value, then, for whoever looks at it cannot tell it from none. */
    public static boolean isBlank(String text) {
        return UNSEEN.matcher(text)
                .replaceAll("")
                .chars()
                .allMatch(c -> Character.isWhitespace(c) || Character.isSpaceChar(c) || c == NEXT_LINE);
    }

    /** White space as it counts in a name: one blank between two words. */
    public static String oneLine(String name) {
        return SPACES.matcher(name).replaceAll(" ").strip();
    }

    /** A name from its first letter to its last. */
    static String withoutOuterSpaces(String name) {
        return OUTER_SPACES.matcher(name).replaceAll("");
    }

    /** Whether a link is the beginning of another one, a scheme that one of both lacks aside. */
    public static boolean isLinkCutFrom(String whole, String part) {
        return isCutFrom(withoutScheme(whole), withoutScheme(part));
    }

    /** Whether a text is the beginning of another one: what is left of it where there was room for no more. */
    public static boolean isCutFrom(String whole, String part) {
        String rest = textForm(part);
        String all = textForm(whole);
        String beginning = ELLIPSIS.matcher(rest).replaceFirst("").strip();
        // What ends with an ellipsis of its own is not the beginning of itself.
        return !rest.equals(all)
                && !beginning.isEmpty()
                && beginning.length() < all.length()
                && all.startsWith(beginning);
    }

    private static String form(SyncedField field, String value) {
        return field.isName() ? nameForm(value) : textForm(value);
    }

    private static String nameForm(String value) {
        return Normalizer.normalize(oneLine(UNSEEN.matcher(value).replaceAll("")), Normalizer.Form.NFC);
    }

    private static String textForm(String value) {
        String lines = LINE_END.matcher(value).replaceAll("\n");
        String seen = UNSEEN.matcher(lines).replaceAll("");
        String blanks = INNER_SPACES.matcher(seen).replaceAll(" ");
        String all = SPACES_AT_LINE_END.matcher(blanks).replaceAll("");
        return Normalizer.normalize(all, Normalizer.Form.NFC).strip();
    }

    private static boolean isSameLink(String one, String other) {
        Matcher left = LINK.matcher(one);
        Matcher right = LINK.matcher(other);
        return left.matches()
                && right.matches()
                && isSameScheme(left.group(1), right.group(1))
                && isHost(left.group(2))
                && host(left.group(2)).equals(host(right.group(2)))
                && port(left).equals(port(right))
                && path(left.group(4)).equals(path(right.group(4)));
    }

    private static String host(String host) {
        return EmailAddress.asciiDomain(host).orElse(host).toLowerCase(Locale.ROOT);
    }

    /** Empty for the one that the scheme implies. */
    private static String port(Matcher link) {
        String scheme = Optional.ofNullable(link.group(1)).orElse("https").toLowerCase(Locale.ROOT);
        return Optional.ofNullable(link.group(3))
                .filter(port -> !port.equals(scheme.equals("https") ? "443" : "80"))
                .orElse("");
    }

    private static String path(String rest) {
        return rest == null ? "" : PercentEncoding.normal(withoutEmptyPath(rest));
    }

    /** A scheme that one of both lacks is no difference. */
    private static boolean isSameScheme(String one, String other) {
        return one == null || other == null || one.toLowerCase(Locale.ROOT).equals(other.toLowerCase(Locale.ROOT));
    }

    private static String withoutScheme(String link) {
        return SCHEME.matcher(link.strip()).replaceFirst("");
    }

    private static boolean isHost(String host) {
        return host.indexOf('.') > 0;
    }

    private static String withoutEmptyPath(String rest) {
        boolean emptyPath = rest.startsWith("/") && (rest.length() == 1 || "?#".indexOf(rest.charAt(1)) >= 0);
        return emptyPath ? rest.substring(1) : rest;
    }
}
