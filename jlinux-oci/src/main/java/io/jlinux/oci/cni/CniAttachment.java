package io.jlinux.oci.cni;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A container on a network, or that is to be: the parameters of the protocol. A value.
 *
 * @param containerId of the container; with the network and the link it names the attachment
 * @param netns the network namespace as a file, such as {@code /proc/4711/ns/net} or {@code /run/netns/blue}; empty when it is gone, for
 *     DEL
 * @param ifName the name of the link inside of it
 * @param args additional arguments, {@code CNI_ARGS}; plugins refuse what they do not know, unless there is {@code IgnoreUnknown=1}
 * @param capabilities what the network's plugins may do beyond their configuration
 * @see <a href="https://www.cni.dev/docs/spec/#attachment-parameters">attachment parameters</a>
 */
public record CniAttachment(
        String containerId,
        Optional<Path> netns,
        String ifName,
        Map<String, String> args,
        CniCapabilities capabilities) {
    public CniAttachment {
        CniNames.containerId(containerId);
        CniNames.ifName(ifName);
        netns.ifPresent(path -> {
            if (!path.isAbsolute()) throw new IllegalArgumentException("not an absolute path: " + path);
        });
        args.forEach((key, value) -> {
            CniNames.argument(key);
            CniNames.value(value);
        });
        args = Collections.unmodifiableMap(new LinkedHashMap<>(args));
    }

    /** The link {@code eth0} in that namespace. */
    public static CniAttachment of(String containerId, Path netns) {
        return new CniAttachment(containerId, Optional.of(netns), "eth0", Map.of(), CniCapabilities.NONE);
    }

    /** The link {@code eth0} of a container whose namespace is gone: all that can be done is DEL. */
    public static CniAttachment withoutNamespace(String containerId) {
        return new CniAttachment(containerId, Optional.empty(), "eth0", Map.of(), CniCapabilities.NONE);
    }

    /** With another name for the link. */
    public CniAttachment ifName(String name) {
        return new CniAttachment(containerId, netns, name, args, capabilities);
    }

    /** With an argument more. */
    public CniAttachment arg(String key, String value) {
        Map<String, String> more = new LinkedHashMap<>(args);
        more.put(key, value);
        return new CniAttachment(containerId, netns, ifName, more, capabilities);
    }

    /** With these capabilities. */
    public CniAttachment with(CniCapabilities changed) {
        return new CniAttachment(containerId, netns, ifName, args, changed);
    }

    /** What names it on a network. */
    public Id id() {
        return new Id(containerId, ifName);
    }

    /** As {@code CNI_ARGS} has them. */
    String argsText() {
        return args.entrySet().stream()
                .map(e -> e.getKey() + "=" + e.getValue())
                .collect(Collectors.joining(";"));
    }

    /**
     * What names an attachment on a network.
     *
     * @param containerId of the container
     * @param ifName of its link
     */
    public record Id(String containerId, String ifName) {
        public Id {
            CniNames.containerId(containerId);
            CniNames.ifName(ifName);
        }

        @Override
        public String toString() {
            return containerId + " " + ifName;
        }
    }
}
