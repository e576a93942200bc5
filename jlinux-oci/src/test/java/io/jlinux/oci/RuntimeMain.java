package io.jlinux.oci;

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
            default -> throw new IllegalArgumentException(args[0]);
        }
        // an owned container of an exited JVM is nobody's: it stays
        Runtime.getRuntime().halt(0);
    }
}
