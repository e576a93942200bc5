package io.jlinux.oci;

/** Something done to a container again and again, of which a system call fails. */
interface FaultOperation extends AutoCloseable {
    /** Before each, unbroken. */
    void prepare(String id) throws Exception;

    /** It; what may fail. */
    void run(String id) throws Exception;

    /** It has succeeded: whether it is as it should be. */
    void succeeded(String id) throws Exception;

    /** It has failed: whether everything is as before. */
    void failed(String id) throws Exception;

    @Override
    default void close() throws Exception {}
}
