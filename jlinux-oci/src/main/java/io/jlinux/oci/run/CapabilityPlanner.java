package io.jlinux.oci.run;

import io.jlinux.oci.spec.OciCapabilities;
import io.jlinux.security.Capability;
import io.jlinux.security.CapabilitySets;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns capability names into sets. As the spec says, what is unknown or cannot be granted is a warning. */
final class CapabilityPlanner {
    private static final Logger LOG = LoggerFactory.getLogger(CapabilityPlanner.class);

    /** Of this JVM, read once: 41 calls, for a set that does not change while a JVM runs. */
    private static final Set<Capability> OWN_BOUNDING = Set.copyOf(Capability.bounding());

    private final Set<Capability> grantable;
    private final Set<String> refused = new LinkedHashSet<>();

    private CapabilityPlanner(Set<Capability> grantable) {
        this.grantable = grantable;
    }

    /**
     * The sets of the process.
     *
     * @param ownUserNamespace whether it is in a user namespace of its own, in which all capabilities can be granted
     */
    static CapabilitySets plan(Optional<OciCapabilities> capabilities, boolean ownUserNamespace) {
        OciCapabilities c = capabilities.orElse(OciCapabilities.NONE);
        Set<Capability> grantable = ownUserNamespace ? Capability.known() : OWN_BOUNDING;
        return new CapabilityPlanner(grantable).plan(c);
    }

    private CapabilitySets plan(OciCapabilities c) {
        Set<Capability> permitted = known(c.permitted());
        Set<Capability> inheritable = known(c.inheritable());
        Set<Capability> effective = within(known(c.effective()), permitted);
        // runc's own template lists ambient capabilities that are not inheritable: the kernel grants none of them
        Set<Capability> ambient = within(within(known(c.ambient()), permitted), inheritable);
        CapabilitySets sets = new CapabilitySets(known(c.bounding()), effective, inheritable, permitted, ambient);
        if (!refused.isEmpty()) LOG.warn("capabilities that cannot be granted here: {}", refused);
        return sets;
    }

    private Set<Capability> known(List<String> names) {
        Set<Capability> set = new TreeSet<>();
        for (String name : names) {
            Optional<Capability> c = Capability.parse(name).filter(grantable::contains);
            c.ifPresentOrElse(set::add, () -> refused.add(name));
        }
        return set;
    }

    private static Set<Capability> within(Set<Capability> set, Collection<Capability> limit) {
        Set<Capability> both = new TreeSet<>(set);
        both.retainAll(limit);
        return both;
    }
}
