package io.circlesync;

import io.circlesync.management.login.HashPassword;
import org.apache.camel.main.Main;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts Circle Sync, or checks whether it could be started: {@code check}. */
public final class Application {

    private static final Logger LOG = LoggerFactory.getLogger(Application.class);

    private Application() {}

    /**
     * Runs until the process is told to stop; ends it with status 1 if it cannot start.
     *
     * @param args {@code check} as the first one looks at the settings and the partners instead, and ends with {@link
     *     CheckCommand}'s status; others are Camel's
     */
    public static void main(String[] args) throws Exception {
        if (args.length > 0 && args[0].equals(CheckCommand.NAME)) {
            System.exit(CheckCommand.run(System.out));
        }
        if (args.length == 1 && args[0].equals(HashPassword.NAME)) {
            System.exit(HashPassword.run(System.in, System.out, System.err));
        }
        Main main = null;
        try {
            main = CircleSync.main();
            main.run(args);
        } catch (Exception e) {
            if (main != null && main.getCamelContext() != null) {
                main.getCamelContext().stop();
            }
            if (!isTheProcessEnding()) {
                sayWhy(e);
            }
            System.exit(1);
        }
    }

    /** Whoever tells the service to stop during its start wants to hear no reason why it did not start. */
    private static boolean isTheProcessEnding() {
        try {
            Runtime.getRuntime().removeShutdownHook(new Thread());
            return false;
        } catch (IllegalStateException e) {
            return true;
        }
    }

    private static void sayWhy(Exception failure) {
        StartFailure.words(failure)
                .ifPresentOrElse(
                        reason -> LOG.error("Circle Sync cannot start: {}", reason),
                        () -> LOG.error("Circle Sync cannot start", failure));
    }
}
