package io.jlinux.benchmarks;

/** The same on a bridge that has nine hundred containers already. */
public class NetworkContainerAmongMany extends NetworkContainer {
    private static final int MANY = 900;

    public NetworkContainerAmongMany() {
        super(MANY);
    }
}
