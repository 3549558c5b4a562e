package io.circlesync.message.mail;

import jakarta.mail.MessagingException;

/** The SMTP server was given a whole mail. The cause tells what it answered, if it did. */
final class SmtpHandoverException extends MessagingException {

    private static final long serialVersionUID = 1L;

    SmtpHandoverException(Exception cause) {
        super("The SMTP server has not said that it took the mail", cause);
    }
}
