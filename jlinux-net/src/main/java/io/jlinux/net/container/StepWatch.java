package io.jlinux.net.container;

import java.io.IOException;

/** Is told before each step; a test lets one fail. */
@FunctionalInterface
interface StepWatch {
    StepWatch NONE = step -> {};

    void before(String step) throws IOException;
}
