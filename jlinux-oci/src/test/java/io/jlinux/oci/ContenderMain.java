package io.jlinux.oci;

import io.jlinux.sys.Signal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A JVM of its own for tests: does what each line of its stdin says to one container, and says how that went. */
final class ContenderMain {
    static final String WON = "won";

    private ContenderMain() {}

    /** {@code STATE-ROOT ID BUNDLE}. */
    @SuppressWarnings("SystemOut")
    public static void main(String[] args) throws Exception {
        OciRuntime runtime = OciRuntime.at(Path.of(args[0]));
        OciBundle bundle = OciBundle.load(Path.of(args[2]));
        System.out.println("ready");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String verb = in.readLine(); verb != null; verb = in.readLine()) {
            System.out.println(contend(runtime, args[1], bundle, verb));
        }
        Runtime.getRuntime().halt(0);
    }

    /** {@link #WON}, or what the error says. */
    static String contend(OciRuntime runtime, String id, OciBundle bundle, String verb) {
        try {
            switch (verb) {
                case "create" ->
                    runtime.create(id, bundle, ContainerOptions.of(ContainerIo.none()))
                            .detach();
                case "start" -> runtime.start(id);
                case "delete" -> runtime.delete(id);
                default -> throw new IllegalArgumentException(verb);
            }
            return WON;
        } catch (IOException | RuntimeException e) {
            return e.getClass().getSimpleName() + ": " + e.getMessage();
        }
    }

    /** Has the container stop, so that it can be removed. */
    static void stop(OciRuntime runtime, String id) throws Exception {
        try (OciContainer container = runtime.get(id)) {
            var end = container.onExit();
            container.kill(Signal.KILL);
            end.get();
        }
    }
}
