package io.jlinux.spawn.tape;

import io.jlinux.sys.raw.Arch;
import java.util.HexFormat;

/**
 * The machine code of an init, process 1 of a pid namespace: what {@code src/main/asm/ARCH/init.S} assembles to, which a test
 * checks.
 */
final class InitCode {
    private static final String X86_64 = ""
            + "4881eca000000031ff4889e6ba0800000031c00f054883f808756a8b1c2448c7c7ffffffff4889e6ba010000404531d2"
            + "b83d0000000f0585c07e5139d875df448b24244c89e0480fbae8204889042431ff4889e6ba08000000b8010000000f05"
            + "4489e783e77f740881cf80000000eb0c4489e7c1ef0881e7ff000000b8e70000000f05ebf7bf7f000000ebf048c70424"
            + "ffffffff4889e7488d74241031d241ba08000000b8800000000f0585c07edd83f8110f8466ffffff817c241880000000"
            + "74ca89c689dfb83e0000000f05ebbd";

    private static final String AARCH64 = ""
            + "ff8302d1000080d2e1030091020180d2e80780d2010000d41f2000f1a1030054f30340b900008092e103009122008052"
            + "0200a872030080d2882080d2010000d41f000071ad0200541f00136bc1feff54f40340b9890260b2e90300f9000080d2"
            + "e1030091020180d2080880d2010000d4801a0072600000540000193202000014803e0853c80b80d2010000d4feffff17"
            + "e00f8052fcffff1709008092e90300f9e0030091e1430091020080d2030180d2281180d2010000d41f000071edfeff54"
            + "1f44007100fbff54e91b40b93f01027140feff54e103002ae003132a281080d2010000d4edffff17";

    private InitCode() {}

    static byte[] of(Arch arch) {
        return HexFormat.of().parseHex(arch == Arch.AARCH64 ? AARCH64 : X86_64);
    }
}
