package io.circlesync;

import io.circlesync.http.Loopback;
import io.circlesync.settings.SettingsSource;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.ExtendedStartupListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends the log of the startup with what stands in for a partner or is not safe, and with where to look now. */
final class UrlsToOpen implements ExtendedStartupListener {

    private static final Logger LOG = LoggerFactory.getLogger(UrlsToOpen.class);

    private final List<String> warnings;
    private final List<String> hints;

    private UrlsToOpen(List<String> warnings, List<String> hints) {
        this.warnings = List.copyOf(warnings);
        this.hints = List.copyOf(hints);
    }

    static UrlsToOpen of(SettingsSource source, Settings settings) {
        List<String> warnings = new ArrayList<>();
        settings.standIns().forEach(name -> warnings.add("STAND-IN, not for production: " + name));
        settings.risks().forEach(risk -> warnings.add("NOT SAFE, not for production: " + risk));
        warnings.addAll(settings.notices());
        settings.withoutEffect().forEach(name -> warnings.add(name + " has no effect in this version"));

        List<String> hints = new ArrayList<>();
        hints.add("The public port is " + settings.http().url()
                + reach(settings.http().host()));
        if (isOn(source, "camel.management.enabled")) {
            String host = source.value("camel.management.host").orElse(Loopback.NAME);
            URI plain = Loopback.url(
                    host,
                    Integer.parseInt(
                            source.value("camel.management.port").orElseThrow().strip()));
            URI url = settings.management().tls().isPresent()
                    ? URI.create(plain.toString().replaceFirst("^http:", "https:"))
                    : plain;
            hints.add("The management port is " + url + reach(host));
            hints.add("Open " + url + "/hawtio to see the routes");
        }
        if (settings.hasSandbox()) {
            hints.add("Open " + settings.http().url() + "/sandbox to see members, profiles, Slack messages and mails");
        }
        return new UrlsToOpen(warnings, hints);
    }

    @Override
    public void onCamelContextStarted(CamelContext context, boolean alreadyStarted) {
        // Routes are not started yet.
    }

    @Override
    public void onCamelContextFullyStarted(CamelContext context, boolean alreadyStarted) {
        warnings.forEach(warning -> LOG.warn("{}", warning));
        hints.forEach(hint -> LOG.info("{}", hint));
    }

    private static String reach(String host) {
        if (Loopback.isWildcard(host)) {
            return ", on all addresses of this machine";
        }
        return Loopback.is(host) ? ", for this machine alone" : "";
    }

    private static boolean isOn(SettingsSource source, String name) {
        return source.value(name)
                .map(String::strip)
                .filter(Boolean::parseBoolean)
                .isPresent();
    }
}
