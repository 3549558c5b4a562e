package io.circlesync.message.mail;

/**
 * A mail that is ready to be sent to one person.
 *
 * @param id of its row in the outbox
 * @param to the one address, without a name
 * @param messageId the same at each attempt, so that a mail that arrives twice can be seen to be one
 * @param listUnsubscribe value of that header (RFC 2369)
 */
public record Mail(
        long id, String to, String subject, String text, String html, String messageId, String listUnsubscribe) {

    /** Names nobody: addresses stay out of logs. */
    @Override
    public String toString() {
        return "Mail[" + messageId + "]";
    }
}
