package io.circlesync.sandbox.page;

import io.circlesync.sandbox.circle.CircleStandIn;
import io.circlesync.sandbox.mail.MailSink;
import io.circlesync.sandbox.slack.SlackSink;
import java.util.Optional;

/** The stand-ins that there are; a partner that is real has none. */
public record StandIns(Optional<CircleStandIn> circle, Optional<SlackSink> slack, Optional<MailSink> mail) {

    /** Whether there is one at all. */
    public boolean areAny() {
        return circle.isPresent() || slack.isPresent() || mail.isPresent();
    }
}
