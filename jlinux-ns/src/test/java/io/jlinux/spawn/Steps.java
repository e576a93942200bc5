package io.jlinux.spawn;

/** How densely a test breaks the steps of a start. */
final class Steps {
    /** Each one; each fifteenth in the virtual machine, whose kernel they are to meet, but which takes 20 times as long for each. */
    static final int STRIDE = Boolean.getBoolean("jlinux.vm") ? 30 : 1;

    private Steps() {}
}
