package io.jlinux.spawn;

import io.jlinux.doctor.Doctor;
import io.jlinux.sys.Errno;
import io.jlinux.sys.raw.Syscall;
import java.util.ArrayList;
import java.util.List;

/** Prints what the doctor finds where a seccomp filter, such as a container runtime's, refuses system calls. */
public final class DoctorUnderFilterMain {
    private DoctorUnderFilterMain() {}

    public static void main(String[] args) throws Exception {
        Errno answer = Errno.valueOf(System.getProperty("answer"));
        List<Syscall> refused =
                new ArrayList<>(List.of(Syscall.CLOSE_RANGE, Syscall.LANDLOCK_CREATE_RULESET, Syscall.MOUNT_SETATTR));
        // glibc makes threads by it, and has another way only after ENOSYS
        if (answer == Errno.ENOSYS) refused.add(Syscall.CLONE3);
        DeniedCalls.run(refused, answer, () -> {
            Doctor.examine().findings().forEach(System.out::println);
            System.out.println(Run.text(Spawn.command("echo", "a program runs")));
            return true;
        });
    }
}
