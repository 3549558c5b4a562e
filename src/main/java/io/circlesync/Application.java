package io.circlesync;

import org.apache.camel.main.Main;

/** Starts Circle Sync. */
public final class Application {

    private Application() {}

    /** Runs until the process is told to stop. */
    public static void main(String[] args) throws Exception {
        Main main = new Main();
        main.configure().addConfiguration(new CircleSync());
        main.run(args);
    }
}
