package io.jlinux.oci.cni;

import java.util.List;
import java.util.Optional;

/**
 * How names are resolved on a network.
 *
 * @param nameservers addresses, the first one is asked first
 * @param domain the local one
 * @param search in which short names are looked up
 * @param options for the resolver
 * @see <a href="https://www.cni.dev/docs/spec/#add-success">the result of ADD</a>
 */
public record CniDns(List<String> nameservers, Optional<String> domain, List<String> search, List<String> options) {
    /** Nothing is known. */
    public static final CniDns NONE = new CniDns(List.of(), Optional.empty(), List.of(), List.of());

    public CniDns {
        nameservers = List.copyOf(nameservers);
        search = List.copyOf(search);
        options = List.copyOf(options);
    }

    /** These servers. */
    public static CniDns of(String... nameservers) {
        return new CniDns(List.of(nameservers), Optional.empty(), List.of(), List.of());
    }

    /** With these domains for short names. */
    public CniDns search(String... domains) {
        return new CniDns(nameservers, domain, List.of(domains), options);
    }

    /** With these options of the resolver. */
    public CniDns options(String... changed) {
        return new CniDns(nameservers, domain, search, List.of(changed));
    }

    boolean isEmpty() {
        return equals(NONE);
    }
}
