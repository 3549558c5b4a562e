package io.circlesync.profile;

import com.ibm.icu.text.IDNA;
import java.text.Normalizer;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An e-mail address, in the form in which it is shown and in the one in which two of them are compared. All comparing goes
 * by {@link #key}, here and in the database: one fold that is wider than another would hand one person's data to another.
 *
 * <p>A key has the letters A to Z in lower case and nothing else folded, the local part in NFC, and the domain in its ASCII
 * form by IDNA2008 (UTS 46, non-transitional). So addresses that only look alike are those of two people.
 *
 * @param text outer blanks gone, A to Z in lower case, otherwise as it was typed
 * @param key equal for two spellings of one address, and only for those
 * @param fault what makes it impossible to tell the address from another by looking at it, or to have one so long, in words
 *     that do not repeat it; nobody may be found by such an address
 */
public record EmailAddress(String text, String key, Optional<String> fault) {

    /** Characters of four bytes each that the database can find an address by. No mail server takes half as many. */
    static final int MAX_LENGTH = 600;

    private static final IDNA IDNA2008 = IDNA.getUTS46Instance(
            IDNA.NONTRANSITIONAL_TO_ASCII | IDNA.NONTRANSITIONAL_TO_UNICODE | IDNA.CHECK_BIDI | IDNA.CHECK_CONTEXTJ);

    /** All but the three characters of which NFC makes ASCII ones: the Kelvin sign, and two Greek marks. */
    private static final Pattern STAYS_ITSELF = Pattern.compile("[^\\u212A\\u037E\\u1FEF]+");

    private static final int LAST_ASCII = 0x7f;

    /** Reads any text; what is no address at all has a key, too, which is no address's. */
    public static EmailAddress of(String typed) {
        // What cannot be stored is not left out: without it the address would be another one, which may be somebody's.
        String text = lowerCase(StorableText.marked(typed).strip());
        Optional<String> unusable = unusable(text);
        if (isAscii(text)) {
            return new EmailAddress(text, text, unusable);
        }
        int domainAt = text.lastIndexOf('@') + 1;
        String local = normalized(text.substring(0, domainAt));
        String domain = text.substring(domainAt);
        Optional<String> ascii = asciiDomain(domain);
        return new EmailAddress(
                text,
                local + ascii.orElseGet(() -> normalized(domain)),
                unusable.or(() -> ascii.isPresent()
                        ? Optional.empty()
                        : Optional.of("a domain that no name server can have (IDNA2008)")));
    }

    /** Whether this is one address in two spellings. */
    public boolean isSameAs(String other) {
        return key.equals(of(other).key);
    }

    /** The address with its domain in ASCII, the local part as it was typed: what a mail server takes. */
    public String withAsciiDomain() {
        return text.substring(0, text.lastIndexOf('@') + 1) + key.substring(key.lastIndexOf('@') + 1);
    }

    /** Names nobody: addresses stay out of logs. */
    @Override
    public String toString() {
        return "EmailAddress";
    }

    /** A domain in ASCII, as it was typed where it is that already; empty if it has no such form of its own. */
    static Optional<String> asciiDomain(String domain) {
        if (isAscii(domain)) {
            return Optional.of(domain);
        }
        IDNA.Info info = new IDNA.Info();
        String unicode =
                IDNA2008.nameToUnicode(domain, new StringBuilder(), info).toString();
        String ascii = IDNA2008.nameToASCII(domain, new StringBuilder(), info).toString();
        // A long s, a letter of full width: IDNA maps them to ASCII, and they would be somebody else's domain.
        boolean becomesAscii = beyondAscii(unicode) < beyondAscii(normalized(domain));
        return Optional.of(ascii).filter(name -> !info.hasErrors() && !becomesAscii);
    }

    private static Optional<String> unusable(String text) {
        return text.length() > MAX_LENGTH ? Optional.of("more than " + MAX_LENGTH + " characters") : invisible(text);
    }

    private static Optional<String> invisible(String text) {
        return text.codePoints()
                .filter(character -> character == StorableText.REPLACEMENT || InvisibleCharacters.is(character))
                .mapToObj(character -> "U+%04X (%s)".formatted(character, Character.getName(character)))
                .findFirst();
    }

    private static String normalized(String text) {
        return STAYS_ITSELF.matcher(text).replaceAll(EmailAddress::composed);
    }

    private static String composed(MatchResult stretch) {
        return Matcher.quoteReplacement(Normalizer.normalize(stretch.group(), Normalizer.Form.NFC));
    }

    private static String lowerCase(String text) {
        StringBuilder lower = new StringBuilder(text);
        for (int i = 0; i < lower.length(); i++) {
            char letter = lower.charAt(i);
            if (letter >= 'A' && letter <= 'Z') {
                lower.setCharAt(i, (char) (letter + ('a' - 'A')));
            }
        }
        return lower.toString();
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(character -> character <= LAST_ASCII);
    }

    private static long beyondAscii(String text) {
        return text.codePoints().filter(character -> character > LAST_ASCII).count();
    }
}
