package io.jlinux.examples.runc;

import picocli.CommandLine.Option;

/** Of every command. */
@SuppressWarnings("UnusedVariable") // picocli looks at it
class Help {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this help")
    private boolean help;
}
