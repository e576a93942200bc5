package io.jlinux.oci.cni;

import java.util.Optional;

/**
 * An attachment as it is remembered on disk: enough to check and remove it, from any JVM.
 *
 * @param network as it was configured when the attachment was made
 * @param attachment with its arguments and capabilities
 * @param result of the ADD; empty when that is under way, or was cut short: then all there is to do is {@link Cni#del}
 * @see <a href="https://www.cni.dev/docs/spec/#lifecycle--ordering">lifecycle</a>
 */
public record CachedAttachment(CniNetwork network, CniAttachment attachment, Optional<CniResult> result) {
    boolean is(String networkName, CniAttachment.Id id) {
        return network.name().equals(networkName) && attachment.id().equals(id);
    }
}
