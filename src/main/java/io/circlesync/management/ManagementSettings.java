package io.circlesync.management;

import io.circlesync.http.HttpSettings;
import io.circlesync.http.Loopback;
import io.circlesync.http.PemFiles;
import io.circlesync.management.login.LoginSettings;
import io.circlesync.settings.SettingsReader;
import java.util.Optional;

/**
 * The management port.
 *
 * @param enabled whether there is one
 * @param host address that it is bound to
 * @param tls what it shows by TLS; empty where it speaks plain HTTP
 * @param login who may use it
 */
public record ManagementSettings(boolean enabled, String host, Optional<PemFiles> tls, LoginSettings login) {

    private static final int PORTS = 65_535;

    /** Reads them, and what is Camel's own of them, so that what is wrong with it is told with the rest. */
    public static ManagementSettings read(SettingsReader reader) {
        reader.integerIfGiven("camel.management.port", 1, PORTS);
        String host = HttpSettings.host(reader, "camel.management.host").orElse(Loopback.NAME);
        Optional<PemFiles> tls = PemFiles.read(reader, "management.tls");
        boolean proxy = reader.flag("management.tls-proxy", false);
        return new ManagementSettings(
                reader.flag("camel.management.enabled", false),
                host,
                tls,
                LoginSettings.read(reader, tls.isPresent() || proxy, proxy));
    }

    /** Whether others than this machine reach it. */
    public boolean isOpenToOthers() {
        return enabled && !Loopback.is(host);
    }
}
