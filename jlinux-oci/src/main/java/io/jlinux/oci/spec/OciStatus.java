package io.jlinux.oci.spec;

/**
 * Where a container is in its life.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/v1.3.0/runtime.md#state">runtime.md: State</a>
 */
public enum OciStatus implements JsonName {
    /** It is being made. */
    CREATING("creating"),
    /** Everything is there, and its process waits to be started. */
    CREATED("created"),
    /** Its program runs. */
    RUNNING("running"),
    /** Its program runs and stands still: the cgroup is frozen. */
    PAUSED("paused"),
    /** Its process has ended. */
    STOPPED("stopped");

    private final String jsonName;

    OciStatus(String jsonName) {
        this.jsonName = jsonName;
    }

    @Override
    public String jsonName() {
        return jsonName;
    }

    @Override
    public String toString() {
        return jsonName;
    }
}
