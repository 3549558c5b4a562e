package io.circlesync.message.mail;

import jakarta.mail.MessagingException;

/** The connection to the SMTP server did not get so far that a mail could be handed over. */
final class SmtpConnectException extends MessagingException {

    private static final long serialVersionUID = 1L;

    SmtpConnectException(Exception cause) {
        super("No connection to the SMTP server", cause);
    }
}
