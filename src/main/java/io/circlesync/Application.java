package io.circlesync;

import io.circlesync.settings.SettingsException;
import java.util.TimeZone;
import java.util.stream.Stream;
import org.apache.camel.main.Main;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts Circle Sync. */
public final class Application {

    private static final Logger LOG = LoggerFactory.getLogger(Application.class);

    private Application() {}

    /** Runs until the process is told to stop; ends it with status 1 if it cannot start. */
    public static void main(String[] args) throws Exception {
        sayTimesInUtc();
        Main main = new Main();
        main.configure().addConfiguration(new CircleSync());
        try {
            main.run(args);
        } catch (Exception e) {
            if (main.getCamelContext() != null) {
                main.getCamelContext().stop();
            }
            sayWhy(e);
            System.exit(1);
        }
    }

    /**
     * The driver tells the server the zone of this process, and a server that does not know it refuses the connection.
     * The log keeps the machine's own zone.
     */
    private static void sayTimesInUtc() {
        TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
    }

    private static void sayWhy(Exception failure) {
        Stream.<Throwable>iterate(failure, cause -> cause != null, Throwable::getCause)
                .filter(SettingsException.class::isInstance)
                .findFirst()
                .ifPresentOrElse(
                        wrong -> LOG.error("Circle Sync cannot start: {}", wrong.getMessage()),
                        () -> LOG.error("Circle Sync cannot start", failure));
    }
}
