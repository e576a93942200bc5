package io.jlinux.oci.spec;

import java.util.List;

/**
 * The hooks of a container, in their order.
 *
 * @param prestart deprecated; runs before createRuntime, in the runtime's namespaces
 * @param createRuntime runs before pivot_root, in the runtime's namespaces
 * @param createContainer runs before pivot_root, in the container's namespaces, its path resolved on the host
 * @param startContainer runs before the container's process is executed, in the container
 * @param poststart runs after the container's process was executed, in the runtime's namespaces
 * @param poststop runs after the container was deleted, in the runtime's namespaces
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config.md#posix-platform-hooks">config.md: Hooks</a>
 */
public record OciHooks(
        List<OciHook> prestart,
        List<OciHook> createRuntime,
        List<OciHook> createContainer,
        List<OciHook> startContainer,
        List<OciHook> poststart,
        List<OciHook> poststop) {
    /** No hooks. */
    public static final OciHooks NONE = new OciHooks(List.of(), List.of(), List.of(), List.of(), List.of(), List.of());

    public OciHooks {
        prestart = List.copyOf(prestart);
        createRuntime = List.copyOf(createRuntime);
        createContainer = List.copyOf(createContainer);
        startContainer = List.copyOf(startContainer);
        poststart = List.copyOf(poststart);
        poststop = List.copyOf(poststop);
    }
}
