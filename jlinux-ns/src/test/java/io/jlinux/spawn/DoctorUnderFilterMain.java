package io.jlinux.spawn;

import io.jlinux.doctor.Doctor;
import io.jlinux.sys.Errno;
import io.jlinux.sys.raw.Syscall;
import java.util.List;

/** Prints what the doctor finds where a seccomp filter, such as a container runtime's, refuses system calls. */
public final class DoctorUnderFilterMain {
    private DoctorUnderFilterMain() {}

    public static void main(String[] args) throws Exception {
        List<Syscall> refused = List.of(Syscall.CLONE3, Syscall.LANDLOCK_CREATE_RULESET, Syscall.MOUNT_SETATTR);
        DeniedCalls.run(refused, Errno.ENOSYS, Doctor::examine).findings().forEach(System.out::println);
    }
}
