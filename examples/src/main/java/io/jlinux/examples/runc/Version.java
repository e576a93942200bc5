package io.jlinux.examples.runc;

import picocli.CommandLine;

/** What {@code --version} prints; engines look for the line {@code spec:}. */
final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Runc.class.getPackage().getImplementationVersion();
        return new String[] {
            Runc.NAME + " version " + (version == null ? "0.1.0" : version),
            "spec: 1.3.0",
            "java: " + Runtime.version(),
        };
    }
}
