package io.jlinux.net.container;

import io.jlinux.net.sysctl.Ipv4Sysctls;
import io.jlinux.net.sysctl.Ipv6Sysctls;
import io.jlinux.net.sysctl.Sysctl;
import io.jlinux.sys.LinuxException;

/** What the host must be set to, to pass on packets of a family. */
enum ForwardingSetting {
    IPV4("ipv4/ip_forward") {
        @Override
        boolean isOn(Sysctl sysctl) throws LinuxException {
            return sysctl.get(Ipv4Sysctls.FORWARD);
        }

        @Override
        void set(Sysctl sysctl, boolean on) throws LinuxException {
            sysctl.set(Ipv4Sysctls.FORWARD, on);
        }
    },
    /** Of all links: with it the kernel no longer listens to router advertisements on those where {@code accept_ra} is not 2. */
    IPV6("ipv6/conf/all/forwarding") {
        @Override
        boolean isOn(Sysctl sysctl) throws LinuxException {
            return sysctl.get(Ipv6Sysctls.FORWARDING, Sysctl.ALL);
        }

        @Override
        void set(Sysctl sysctl, boolean on) throws LinuxException {
            sysctl.set(Ipv6Sysctls.FORWARDING, Sysctl.ALL, on);
        }
    };

    private final String key;

    ForwardingSetting(String key) {
        this.key = key;
    }

    static ForwardingSetting of(boolean ipv6) {
        return ipv6 ? IPV6 : IPV4;
    }

    /** Its file below {@code /proc/sys/net}; also the name that the registry knows it by. */
    String key() {
        return key;
    }

    abstract boolean isOn(Sysctl sysctl) throws LinuxException;

    abstract void set(Sysctl sysctl, boolean on) throws LinuxException;
}
