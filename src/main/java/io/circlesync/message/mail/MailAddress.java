package io.circlesync.message.mail;

import io.circlesync.profile.EmailAddress;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.util.regex.Pattern;

/** The plain form of an address, {@code somebody@example.org}: one person, nothing that a header could be made of. */
final class MailAddress {

    /** Narrower than RFC 5321: no quoted parts, comments or lists, which only serve to smuggle. */
    private static final Pattern LOCAL_PART =
            Pattern.compile("[A-Za-z0-9!#$%&'*+/=?^_`{|}~.\\p{L}\\p{M}\\p{N}-]{1,64}");

    private static final Pattern DOMAIN = Pattern.compile("[A-Za-z0-9-]{1,63}(\\.[A-Za-z0-9-]{1,63})*");

    private MailAddress() {}

    /**
     * The address in the form that SMTP takes, its domain in ASCII. Letters beyond ASCII before the {@code @} need a server
     * that takes them (RFC 6531).
     *
     * @throws UnusableAddressException if it is not a plain address
     */
    static String usable(String address) {
        try {
            int at = address.lastIndexOf('@');
            String local = address.substring(0, Math.max(at, 0));
            String ascii = EmailAddress.of(address).withAsciiDomain();
            String domain = ascii.substring(ascii.lastIndexOf('@') + 1);
            if (LOCAL_PART.matcher(local).matches() && DOMAIN.matcher(domain).matches()) {
                return new InternetAddress(local + "@" + domain, true).getAddress();
            }
        } catch (AddressException e) {
            // Said below; the parser's message holds the address.
        }
        throw new UnusableAddressException();
    }
}
