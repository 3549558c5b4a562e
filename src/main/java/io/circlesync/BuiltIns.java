package io.circlesync;

import io.circlesync.database.DatabaseSettings;
import io.circlesync.database.EmbeddedDatabase;
import io.circlesync.sandbox.Sandbox;
import io.circlesync.sandbox.SandboxSettings;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;

/**
 * The one place that knows the sandbox and the embedded database, neither of which is in the archive for production: this
 * class is not looked into there.
 */
final class BuiltIns {

    private BuiltIns() {}

    /** Whether both of them were packed. */
    static boolean arePacked() {
        return BuiltIns.class.getResource("sandbox/Sandbox.class") != null;
    }

    /** Where every partner is found, once something stands in for those that are not configured. */
    static Partners partners(CamelContext context, Settings settings, DataSource dataSource) throws Exception {
        SandboxSettings sandbox = new SandboxSettings(
                settings.http().url(),
                settings.circle(),
                settings.webhook(),
                settings.slack(),
                settings.mail().server(),
                settings.api().token(),
                settings.sync());
        return Partners.of(settings, Sandbox.standIn(context, sandbox, dataSource));
    }

    /** Starts the embedded database, which ends with the context. */
    static DatabaseSettings database(CamelContext context, Path folder) throws Exception {
        // Told to end before it has begun to start, Camel stops nothing.
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> EmbeddedDatabase.endIf(context::isStopped, folder), "database-end"));
        EmbeddedDatabase embedded = EmbeddedDatabase.start(folder);
        context.addService(embedded);
        return embedded.settings();
    }
}
