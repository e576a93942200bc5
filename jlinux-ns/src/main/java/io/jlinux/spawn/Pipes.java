package io.jlinux.spawn;

import java.io.InputStream;
import java.io.OutputStream;

/** The Java ends of a child's standard streams. */
record Pipes(OutputStream stdin, InputStream stdout, InputStream stderr) {}
