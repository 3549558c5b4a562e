package io.circlesync.check;

import io.circlesync.management.described.DescribedMBean;
import java.util.Optional;
import javax.management.ObjectName;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.ManagementAgent;
import org.apache.camel.support.service.ServiceSupport;

/** Runs the check of the partners for JMX. Nothing is there where JMX is off. */
public final class CheckControl extends ServiceSupport implements Checking {

    private final CamelContext context;
    private final CheckRun run;
    private Optional<ObjectName> registered = Optional.empty();

    public CheckControl(CamelContext context, CheckRun run) {
        this.context = context;
        this.run = run;
    }

    /** {@inheritDoc} One asks at a time, so that nobody is asked by many. */
    @Override
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
            agent.register(DescribedMBean.open(this, Checking.class), name);
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
