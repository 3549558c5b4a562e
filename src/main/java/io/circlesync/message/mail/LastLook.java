package io.circlesync.message.mail;

import io.circlesync.database.SqlFile;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Sees to it that a mail still goes to the person for whom it was worded. A server may take half a minute to let us in, and
 * they may be erased meanwhile, be paused, leave, have what they lacked, or their address be somebody else's.
 */
final class LastLook {

    /** Says in a mail which row of the outbox it is; no server sees it. */
    static final String ROW = "Outbox-Id";

    private static final String RECIPIENT = SqlFile.read("mail-recipient.sql");

    private final JdbcTemplate jdbc;

    LastLook(DataSource dataSource) {
        this.jdbc = new JdbcTemplate(dataSource);
    }

    /**
     * To be called when the server has let us in, before the mail is begun.
     *
     * @throws MailNotMeantException if it is not to go to that address, or nobody knows
     */
    void at(MimeMessage message) throws MessagingException {
        String row = message.getHeader(ROW, null);
        if (row == null) {
            // None of the outbox's.
            return;
        }
        message.removeHeader(ROW);
        String to = message.getAllRecipients()[0].toString();
        if (!recipient(Long.parseLong(row)).stream()
                .map(MailAddress::usable)
                .toList()
                .equals(List.of(to))) {
            throw new MailNotMeantException(
                    "the person is erased, has another address by now, or is not to hear of it any more");
        }
    }

    private List<String> recipient(long row) throws MailNotMeantException {
        try {
            return jdbc.queryForList(RECIPIENT, String.class, row);
        } catch (DataAccessException e) {
            throw new MailNotMeantException("the database does not say whom it is for");
        }
    }
}
