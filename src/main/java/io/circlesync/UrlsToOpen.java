package io.circlesync;

import io.circlesync.sandbox.Sandbox;
import io.circlesync.settings.Settings;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.apache.camel.ExtendedStartupListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends the log of the startup with what stands in for a partner, and with where to look now. */
final class UrlsToOpen implements ExtendedStartupListener {

    private static final Logger LOG = LoggerFactory.getLogger(UrlsToOpen.class);

    private final List<String> standIns;
    private final Optional<String> sandbox;
    private final Optional<String> console;

    private UrlsToOpen(List<String> standIns, Optional<String> sandbox, Optional<String> console) {
        this.standIns = standIns;
        this.sandbox = sandbox;
        this.console = console;
    }

    static UrlsToOpen of(Function<String, Optional<String>> source, Settings settings) {
        boolean managed = source.apply("camel.management.enabled")
                .filter(Boolean::parseBoolean)
                .isPresent();
        return new UrlsToOpen(
                settings.standIns(),
                Sandbox.isNeeded(settings) ? Optional.of(settings.publicUrl() + "/sandbox") : Optional.empty(),
                managed
                        ? source.apply("camel.management.port").map(port -> "http://localhost:" + port + "/hawtio")
                        : Optional.empty());
    }

    @Override
    public void onCamelContextStarted(CamelContext context, boolean alreadyStarted) {
        // Routes are not started yet.
    }

    @Override
    public void onCamelContextFullyStarted(CamelContext context, boolean alreadyStarted) {
        standIns.forEach(name -> LOG.warn("STAND-IN, not for production: {}", name));
        sandbox.ifPresent(url -> LOG.info("Open {} to see members, profiles, Slack messages and mails", url));
        console.ifPresent(url -> LOG.info("Open {} to see the routes", url));
    }
}
