package io.circlesync.management.jmx;

import io.circlesync.management.described.Described;

/** One group of routes. */
@Described("A group of routes on this node; what a stopped one leaves undone is taken up when it starts again")
public interface Group {

    @Described("Started, Stopped, or Partly if some of its routes are stopped")
    String getState();

    @Described("Its routes")
    int getRoutes();

    @Described("Those of them that are started")
    int getRoutesStarted();

    @Described("Stops its routes on this node, after what they are at; stopping sync never stops the intake of events")
    void pause();

    @Described("Starts its routes on this node")
    void resume();
}
