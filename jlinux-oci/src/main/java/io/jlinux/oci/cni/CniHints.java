package io.jlinux.oci.cni;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What can be done about a plugin's error. */
final class CniHints {
    private CniHints() {}

    static @Nullable String of(String plugin, int code, String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.contains("iptables") && lower.contains("executable file not found")) {
            return "the plugin " + plugin + " runs iptables, which is not installed (package iptables)";
        }
        if (lower.contains("no ip addresses available")) {
            return "leases of containers that are gone may be in the way: Cni.gc with those that are left";
        }
        if (lower.contains("permission denied") || lower.contains("operation not permitted")) {
            return "plugins work with the rights of this JVM, and most want CAP_NET_ADMIN in the host's network namespace";
        }
        return CniErrorCode.of(code).map(CniHints::of).orElse(null);
    }

    private static @Nullable String of(CniErrorCode code) {
        return switch (code) {
            case INCOMPATIBLE_VERSION ->
                "Cni.versions(type) tells which versions of the specification the plugin speaks";
            case UNKNOWN_CONTAINER -> "the container's network namespace is gone: only DEL is left to do";
            case TRY_AGAIN_LATER -> "the same call may succeed later";
            default -> null;
        };
    }
}
