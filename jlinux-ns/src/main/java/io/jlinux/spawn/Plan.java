package io.jlinux.spawn;

import io.jlinux.spawn.tape.Arg;
import io.jlinux.spawn.tape.Birth;
import io.jlinux.spawn.tape.Child;
import io.jlinux.spawn.tape.CloneRequest;
import io.jlinux.spawn.tape.ImageLauncher;
import io.jlinux.spawn.tape.LaidTape;
import io.jlinux.spawn.tape.Launcher;
import io.jlinux.spawn.tape.ListenerSlot;
import io.jlinux.spawn.tape.Results;
import io.jlinux.spawn.tape.Slot;
import io.jlinux.spawn.tape.Step;
import io.jlinux.spawn.tape.Tape;
import io.jlinux.spawn.tape.TapeBuilder;
import io.jlinux.spawn.tape.TapeFailure;
import io.jlinux.sys.Fd;
import io.jlinux.sys.raw.CloneFlags;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that one start will do, ready to be played or printed.
 *
 * @param prelude what an image's child does before the image begins; null when the tape is played directly
 * @param tape the rest, up to execve
 * @param request how the child is made
 * @param forked where the pid of a second child is kept, or null
 * @param held the entry from which on the child waits to be started, or -1
 * @param listener what is taken of the child's seccomp filter, or null
 * @param made what the tape makes in directories of the host; removed when it fails
 * @param host what was seen of it
 * @param laid the tape as it is played, where it is kept for more than one start; else null
 */
record Plan(
        @Nullable TapeBuilder prelude,
        TapeBuilder tape,
        CloneRequest request,
        @Nullable Slot forked,
        int held,
        @Nullable ListenerSlot listener,
        MadeTargets made,
        HostView host,
        @Nullable LaidTape laid) {

    /** The same tape behind another beginning and with other descriptors, for one more start; it must have been kept. */
    Plan with(@Nullable TapeBuilder otherPrelude, CloneRequest otherRequest, Descriptors fds) {
        List<Join> joins = fds.joins();
        LaidTape other = laid == null
                ? null
                : laid.withDescriptors(
                        fds.ofTape(),
                        joins.stream().map(Join::fd).toList(),
                        joins.stream().map(Join::target).toList());
        return new Plan(otherPrelude, tape, otherRequest, forked, held, listener, made.again(), host, other);
    }

    /** The same for another command; it must have been kept. */
    Plan withExecs(List<Step> execs) {
        LaidTape other = laid == null ? null : laid.withExecs(execs);
        return new Plan(prelude, tape, request, forked, held, listener, made, host, other);
    }

    /** The same with its tape laid out for this start and others, whose name is another. */
    Plan kept(@Nullable String placeholder, Descriptors fds) {
        LaidTape once = LaidTape.of(tape.build(-1), prelude != null, placeholder, fds.ofTape());
        return new Plan(prelude, tape, request, forked, held, listener, made, host, once);
    }

    /**
     * Plays it.
     *
     * @param reader sees what the child has stored
     */
    Child play(SpawnSpec spec, Descriptors fds, ParentSide parent, Results.Reader reader)
            throws TapeFailure, IOException {
        ImageLauncher.Channels channels = fds.channels();
        try {
            Birth birth = parent.birth();
            if (prelude == null || channels == null) {
                Tape direct = laid == null
                        ? tape.build(spec.broken)
                        : laid.withBroken(spec.broken).tape();
                Tape named = spec.naming == null ? direct : direct.named(spec.naming);
                return birth.of(() -> Launcher.play(named, request, reader));
            }
            List<Fd> keep = fds.forImage(spec);
            ImageLauncher.Script script = new ImageLauncher.Script(
                    prelude,
                    tape,
                    laid,
                    spec.broken,
                    forked,
                    listener,
                    held,
                    spec.naming,
                    made.isEmpty() ? null : reader);
            return ImageLauncher.play(
                    script,
                    request,
                    channels,
                    keep,
                    birth,
                    parent.atGate(),
                    parent.meanwhile()::run,
                    parent.syncs(forked != null));
        } catch (TapeFailure e) {
            int index = e.index() - (prelude == null ? 0 : prelude.size());
            if (index >= 0) made.remove(e, index);
            throw e;
        }
    }

    List<String> explain(SpawnSpec spec, Descriptors fds) {
        List<String> lines = new ArrayList<>();
        lines.add("     " + clone(spec, fds) + (prelude == null ? "" : ", then the stub image"));
        if (prelude != null) {
            lines.addAll(HostLimits.of(spec).explain());
            ImageLauncher.addImage(prelude, fds.forImage(spec), fds.channels(), null);
            lines.addAll(prelude.build(-1).explain(0));
        }
        lines.addAll(tape.build(-1).explain(prelude == null ? 0 : prelude.size()));
        return lines;
    }

    private String clone(SpawnSpec spec, Descriptors fds) {
        StringBuilder s = new StringBuilder(request.clone3() ? "clone3(" : "clone(");
        s.append("CLONE_VM|CLONE_VFORK|CLONE_PIDFD");
        if ((request.flags() & CloneFlags.CLONE_CLEAR_SIGHAND) != 0) s.append("|CLONE_CLEAR_SIGHAND");
        if (request.cgroup() >= 0) s.append("|CLONE_INTO_CGROUP");
        var kinds = spec.unshare.stream()
                .filter(n -> (request.flags() & n.cloneFlag()) != 0)
                .toList();
        if (!kinds.isEmpty()) s.append('|').append(NamespaceSteps.text(kinds));
        Placement.Entry placement = fds.placement();
        if (request.cgroup() >= 0 && placement != null) {
            placement.intoCgroup().ifPresent(fd -> s.append(", cgroup=").append(Arg.fd(fd)));
        }
        return s.append(')').toString();
    }
}
