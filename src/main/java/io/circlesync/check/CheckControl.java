package io.circlesync.check;

import java.util.Optional;
import javax.management.ObjectName;
import org.apache.camel.CamelContext;
import org.apache.camel.api.management.ManagedOperation;
import org.apache.camel.api.management.ManagedResource;
import org.apache.camel.spi.ManagementAgent;
import org.apache.camel.support.service.ServiceSupport;

/** Runs the check of the partners for JMX. Nothing is there where JMX is off. */
@ManagedResource(description = "Looks at the settings, the database and the partners, and writes nothing")
public final class CheckControl extends ServiceSupport {

    private final CamelContext context;
    private final CheckRun run;
    private Optional<ObjectName> registered = Optional.empty();

    public CheckControl(CamelContext context, CheckRun run) {
        this.context = context;
        this.run = run;
    }

    /** Asks everybody once. One asks at a time, so that nobody is asked by many. */
    @ManagedOperation(
            description =
                    "Asks the database and each partner once, within 30 seconds, and gives a line each: ok, warning or"
                            + " not ok, what it is about, and what to do. It costs two calls to Circle, and sends nothing")
    public synchronized String[] run() {
        return run.run().stream().map(Check::line).toArray(String[]::new);
    }

    @Override
    protected void doStart() throws Exception {
        ManagementAgent agent = context.getManagementStrategy().getManagementAgent();
        if (agent != null) {
            ObjectName name = new ObjectName("circlesync:type=check,context="
                    + ObjectName.quote(
                            Optional.ofNullable(context.getManagementName()).orElse(context.getName())));
            agent.register(this, name);
            registered = Optional.of(name);
        }
    }

    @Override
    protected void doStop() throws Exception {
        if (registered.isPresent()) {
            context.getManagementStrategy().getManagementAgent().unregister(registered.get());
            registered = Optional.empty();
        }
    }
}
