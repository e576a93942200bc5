package io.jlinux.oci.spec;

/** An enum constant that stands for a string in {@code config.json}. */
interface JsonName {

    /** The string as {@code config.json} has it. */
    String jsonName();
}
