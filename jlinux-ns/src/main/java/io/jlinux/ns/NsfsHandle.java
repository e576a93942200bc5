package io.jlinux.ns;

import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Result;
import io.jlinux.sys.raw.Fcntl;
import io.jlinux.sys.raw.NativeBuffer;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Scratch;
import io.jlinux.sys.raw.Syscall;
import java.util.OptionalLong;

/** Namespaces by the number that the kernel gives once: its ioctl, and the file handle that it makes up. Linux 6.18. */
final class NsfsHandle {
    private static final int FD_NSFS_ROOT = -10003;
    private static final int FILEID_NSFS = 0xf1;
    private static final long NS_GET_ID = 0x8008_b70dL;

    /** {@code struct file_handle}: its length, its type, and a {@code struct nsfs_file_handle}. */
    private static final int LENGTH = 0;

    private static final int TYPE = 4;
    private static final int NS_ID = 8;
    private static final int NS_TYPE = 16;
    private static final int NS_INUM = 20;
    private static final int NSFS_FILE_HANDLE_SIZE = 16;

    private NsfsHandle() {}

    static OptionalLong idOf(NamespaceHandle namespace) {
        try (Scratch s = Scratch.borrow()) {
            long r = RawSyscall.call(Syscall.IOCTL, namespace.fd().number(), NS_GET_ID, s.address());
            return r == 0 ? OptionalLong.of(s.buffer().getLong(0)) : OptionalLong.empty();
        }
    }

    static NamespaceHandle open(Namespace kind, long inode, long id) throws LinuxException {
        return NamespaceHandle.adopt(kind, open(id, kind.cloneFlag(), inode));
    }

    /** Opens what {@code listns} gave, which is the number alone; Linux 6.19. */
    static NamespaceHandle open(long id) throws LinuxException {
        return NamespaceHandle.adopt(open(id, 0, 0));
    }

    private static Fd open(long id, long type, long inode) throws LinuxException {
        try (Scratch s = Scratch.borrow()) {
            NativeBuffer b = s.buffer();
            b.putInt(LENGTH, NSFS_FILE_HANDLE_SIZE).putInt(TYPE, FILEID_NSFS);
            b.putLong(NS_ID, id).putInt(NS_TYPE, (int) type).putInt(NS_INUM, (int) inode);
            long fd = RawSyscall.call(
                    Syscall.OPEN_BY_HANDLE_AT, FD_NSFS_ROOT, s.address(), Fcntl.O_RDONLY | Fcntl.O_CLOEXEC);
            String label = "namespace " + Long.toUnsignedString(id);
            return Fd.adopt((int) Result.check(fd, "open", label), label);
        }
    }
}
