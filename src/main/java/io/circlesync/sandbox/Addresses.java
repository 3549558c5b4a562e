package io.circlesync.sandbox;

import io.circlesync.circle.CircleAccount;
import io.circlesync.message.mail.SmtpSettings;
import java.net.URI;
import java.util.Optional;

/** Where those are found for whom something stands in; empty for whoever is real. */
public record Addresses(Optional<CircleAccount> circle, Optional<URI> slack, Optional<SmtpSettings> mail) {}
