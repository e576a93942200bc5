package io.jlinux.spawn;

import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** The Java ends of a process' streams, and what captures them. */
record Pipes(
        OutputStream stdin,
        InputStream stdout,
        InputStream stderr,
        @Nullable CaptureSink out,
        @Nullable CaptureSink err,
        @Nullable ProcessTerminal terminal) {}
