package io.jlinux.oci.run;

import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciConfigException;
import io.jlinux.oci.spec.OciProcess;
import io.jlinux.security.SecurityLabel;
import io.jlinux.sys.LinuxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What a config asks for and this host does not have, said before anything is made. */
public final class HostSupport {
    private HostSupport() {}

    /**
     * Refuses a container that this host cannot run.
     *
     * @throws OciConfigException naming the property and what is missing
     */
    public static void check(OciConfig config) throws LinuxException {
        if (config.process().isPresent()) check(config.process().get());
        if (config.linux().mountLabel().isPresent()) {
            check(
                    "/linux/mountLabel",
                    SecurityLabel.selinux(config.linux().mountLabel().get()));
        }
        if (config.linux().intelRdt().isPresent()) Resctrl.require();
        NetDevices.check(config);
        checkAgent(config);
    }

    /**
     * Refuses a process that this host cannot run.
     *
     * @throws OciConfigException naming the property and what is missing
     */
    public static void check(OciProcess process) throws LinuxException {
        if (process.apparmorProfile().isPresent()) {
            check(
                    "/process/apparmorProfile",
                    SecurityLabel.appArmor(process.apparmorProfile().get()));
        }
        if (process.selinuxLabel().isPresent()) {
            check(
                    "/process/selinuxLabel",
                    SecurityLabel.selinux(process.selinuxLabel().get()));
        }
    }

    /** Whether somebody is there to be told of the process' seccomp notifications. */
    public static void checkAgent(OciConfig config) {
        Optional<Path> agent = SeccompAgent.path(config);
        if (agent.isEmpty() || Files.exists(agent.get())) return;
        throw new OciConfigException("/linux/seccomp/listenerPath", "nobody listens at " + agent.get());
    }

    private static void check(String pointer, SecurityLabel label) throws LinuxException {
        if (SecurityLabel.isEnabled(label.module())) return;
        String name = label.module() == SecurityLabel.Module.APPARMOR ? "AppArmor" : "SELinux";
        throw new OciConfigException(
                pointer, "cannot be done here: this host has no " + name + ", or it is switched off");
    }
}
