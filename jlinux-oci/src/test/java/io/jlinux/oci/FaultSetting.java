package io.jlinux.oci;

/**
 * What the containers of a sweep are made of, and what is looked at beside them.
 *
 * @param before each of them
 * @param created when one is there and waits for its start
 * @param ended after each of them
 */
record FaultSetting(OciBundle bundle, ContainerOptions options, Doing before, Doing created, Look ended) {
    /** Something that a test does. */
    @FunctionalInterface
    interface Doing {
        void run() throws Exception;
    }

    /** A look at the host. */
    @FunctionalInterface
    interface Look {
        /** @param made whether there was a container, which may have taken things of the host along */
        void run(boolean made) throws Exception;
    }

    static FaultSetting of(OciBundle bundle) {
        return new FaultSetting(bundle, ContainerOptions.of(ContainerIo.none()), () -> {}, () -> {}, made -> {});
    }

    FaultSetting options(ContainerOptions others) {
        return new FaultSetting(bundle, others, before, created, ended);
    }

    FaultSetting before(Doing doing) {
        return new FaultSetting(bundle, options, doing, created, ended);
    }

    FaultSetting created(Doing doing) {
        return new FaultSetting(bundle, options, before, doing, ended);
    }

    FaultSetting ended(Look look) {
        return new FaultSetting(bundle, options, before, created, look);
    }

    /** The exit code of a container that is made, started, ends and is deleted. */
    int life(OciRuntime with, String id) throws Exception {
        try (OciContainer c = with.create(id, bundle, options)) {
            created.run();
            c.start();
            int code = c.waitFor().shellCode();
            c.delete();
            return code;
        }
    }
}
