package io.jlinux.benchmarks;

import java.io.File;
import java.io.IOException;

/** What the JDK offers, with its streams on {@code /dev/null} as everybody's are here. */
final class JdkProcess {
    private static final File DEV_NULL = new File("/dev/null");

    private JdkProcess() {}

    static int run(String program) throws IOException, InterruptedException {
        return new ProcessBuilder(program)
                .redirectInput(DEV_NULL)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
