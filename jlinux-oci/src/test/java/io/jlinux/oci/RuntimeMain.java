package io.jlinux.oci;

import io.jlinux.oci.spec.OciConfig;
import io.jlinux.sys.Signal;
import java.nio.file.Path;

/** A JVM of its own for tests: {@code VERB STATE-ROOT ID [BUNDLE]}. */
final class RuntimeMain {
    private RuntimeMain() {}

    @SuppressWarnings("SystemOut")
    public static void main(String[] args) throws Exception {
        OciRuntime runtime = OciRuntime.at(Path.of(args[1]));
        String id = args[2];
        switch (args[0]) {
            case "create" ->
                runtime.create(id, OciBundle.load(Path.of(args[3])), ContainerOptions.of(ContainerIo.none()))
                        .detach();
            case "start" -> runtime.start(id);
            case "kill" -> runtime.kill(id, Signal.KILL);
            case "delete" -> runtime.delete(id);
            case "force" -> runtime.deleteByForce(id);
            case "state" -> System.out.print(runtime.state(id).toDetailedJson());
            case "life" -> life(runtime, id, Path.of(args[3]));
            default -> throw new IllegalArgumentException(args[0]);
        }
        // an owned container of an exited JVM is nobody's: it stays
        Runtime.getRuntime().halt(0);
    }

    /** Its whole life, again and again, for a test that kills this JVM at some point of it. */
    @SuppressWarnings("SystemOut")
    private static void life(OciRuntime runtime, String id, Path bundle) throws Exception {
        OciConfig config = OciBundle.load(bundle).config();
        OciBundle loaded = OciBundle.of(bundle, config);
        System.out.println("ready");
        for (int i = 0; i < 100_000; i++) {
            OciContainer container = runtime.create(id, loaded, ContainerOptions.of(ContainerIo.none()));
            if (i == 0) System.out.println("made one");
            container.start();
            container.kill(Signal.KILL);
            container.waitFor();
            container.delete();
            container.close();
        }
    }
}
