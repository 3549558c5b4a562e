package io.circlesync.message.mail;

import jakarta.mail.MessagingException;

/** A mail is not to go out as it was worded, and is worded anew if it is still to go out. The message names nobody. */
final class MailNotMeantException extends MessagingException {

    private static final long serialVersionUID = 1L;

    MailNotMeantException(String reason) {
        super(reason);
    }
}
