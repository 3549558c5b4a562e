package io.circlesync.message.mail;

import java.util.Locale;

/** How the connection to the SMTP server is kept from being read along. */
public enum MailSecurity {
    /** TLS after a greeting in the clear (RFC 3207), or no mail at all. */
    STARTTLS(587),
    /** TLS from the first byte on (RFC 8314). */
    TLS(465),
    /** Not at all. */
    NONE(25);

    private final int defaultPort;

    MailSecurity(int defaultPort) {
        this.defaultPort = defaultPort;
    }

    /** The port on which servers expect it. */
    public int defaultPort() {
        return defaultPort;
    }

    static MailSecurity of(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }
}
