package io.jlinux.oci.cni;

import java.util.List;

/**
 * Which versions of the specification a plugin speaks.
 *
 * @param supported in the plugin's order; those that are no versions of three numbers are left out
 * @see <a href="https://www.cni.dev/docs/spec/#version-success">the result of VERSION</a>
 */
public record CniPluginVersions(List<CniVersion> supported) {
    public CniPluginVersions {
        supported = List.copyOf(supported);
    }

    static CniPluginVersions of(List<String> texts) {
        return new CniPluginVersions(
                texts.stream().flatMap(t -> CniVersion.find(t).stream()).toList());
    }

    /** Whether the plugin can be part of that network. */
    public boolean speaks(CniVersion version) {
        return supported.contains(version);
    }
}
