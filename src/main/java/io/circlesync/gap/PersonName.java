package io.circlesync.gap;

import io.circlesync.profile.InvisibleCharacters;
import java.text.Bidi;
import java.text.Normalizer;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How a message names a person. What somebody typed as their name may be an advertisement, a link, or nothing that can be
 * seen; it goes out under our sender's name.
 */
public final class PersonName {

    private static final int LONGEST_GREETING = 40;
    private static final int MOST_DIGITS = 3;

    private static final char FIRST_STRONG_ISOLATE = '\u2068';
    private static final char POP_ISOLATE = '\u2069';

    private static final Pattern BLANKS = Pattern.compile("[\\s\\p{Z}\\p{Cc}]+");

    /** More marks on one letter than any script has only deface the lines around it. */
    private static final Pattern TOO_MANY_MARKS = Pattern.compile("(\\p{M}{4})\\p{M}+");

    /** A full stop as web browsers understand it (UTS 46), between what could be the parts of a host's name. */
    private static final Pattern HOST = Pattern.compile("[\\p{L}\\p{M}\\p{N}-][.\u3002][\\p{L}\\p{M}\\p{N}-]{2}");

    /** What stands in addresses and offers, and in no name. */
    private static final Pattern NO_NAME = Pattern.compile("[/\\\\:@\u2044\u2215\\p{Sc}]");

    private static final Pattern DIGIT = Pattern.compile("\\p{Nd}");
    private static final Pattern VISIBLE = Pattern.compile("[\\p{L}\\p{N}\\p{P}\\p{S}]");

    private PersonName() {}

    /** The first name for a greeting; empty if there is none, or a mail program could make a link of it. */
    static Optional<String> greeting(String firstName) {
        String name = visible(firstName);
        String plain = Normalizer.normalize(name, Normalizer.Form.NFKC);
        boolean couldBeLink = NO_NAME.matcher(plain).find()
                || HOST.matcher(plain).find()
                || DIGIT.matcher(plain).results().count() > MOST_DIGITS;
        return Optional.of(name)
                .filter(text -> isSomething(text) && !couldBeLink)
                .map(text -> shortened(text, LONGEST_GREETING));
    }

    /**
     * The name for an alert, on one line; empty if nothing of it can be seen. Where it is written from right to left, it
     * is kept from turning the words around it.
     *
     * @param max characters at most
     */
    static Optional<String> alert(String name, int max) {
        return Optional.of(visible(name)).filter(PersonName::isSomething).map(text -> isolated(shortened(text, max)));
    }

    private static String visible(String text) {
        String shown = BLANKS.matcher(text)
                .replaceAll(" ")
                .codePoints()
                .filter(character -> !InvisibleCharacters.is(character) && isDrawn(character))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        String composed = Normalizer.normalize(shown, Normalizer.Form.NFC);
        return TOO_MANY_MARKS
                .matcher(BLANKS.matcher(composed).replaceAll(" "))
                .replaceAll("$1")
                .strip();
    }

    private static boolean isDrawn(int character) {
        return switch (Character.getType(character)) {
            case Character.PRIVATE_USE, Character.UNASSIGNED, Character.SURROGATE -> false;
            default -> true;
        };
    }

    private static boolean isSomething(String text) {
        return VISIBLE.matcher(text).find();
    }

    private static String isolated(String text) {
        char[] characters = text.toCharArray();
        return Bidi.requiresBidi(characters, 0, characters.length) ? FIRST_STRONG_ISOLATE + text + POP_ISOLATE : text;
    }

    private static String shortened(String text, int max) {
        if (text.codePointCount(0, text.length()) <= max) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, max - 1)).strip() + "…";
    }
}
