package io.jlinux.security.seccomp;

import java.util.Comparator;

/** Numbers of system calls and words of arguments, as the kernel's filters compare them. */
enum Unsigned implements Comparator<Integer> {
    ORDER;

    @Override
    public int compare(Integer a, Integer b) {
        return Integer.compareUnsigned(a, b);
    }
}
