package io.circlesync.message.mail;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import java.io.IOException;
import org.eclipse.angus.mail.smtp.SMTPTransport;

/**
 * Knows whether a mail is the server's: from the line on that ends it, the server may have taken it, whatever it answers or does
 * not (RFC 1047).
 */
final class HandoverTransport extends SMTPTransport {

    private final Runnable onHandover;
    private boolean handedOver;

    /** @param onHandover is run before the line that ends a mail is sent */
    HandoverTransport(Session session, Runnable onHandover) {
        super(session, new URLName("smtp", null, -1, null, null, null));
        this.onHandover = onHandover;
    }

    /** Whether the server has been given a whole mail. */
    boolean handedOver() {
        return handedOver;
    }

    @Override
    protected void finishData() throws IOException, MessagingException {
        handedOver = true;
        onHandover.run();
        super.finishData();
    }
}
