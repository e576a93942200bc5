package io.jlinux.net.container;

import io.jlinux.net.Network;
import io.jlinux.ns.NamespaceHandle;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** No network, or that of the host: nothing is made but a loopback that is up. */
final class PlainNetwork implements ContainerNetwork, Attachment.Ends {
    private static final int LOOPBACK_INDEX = 1;

    private final boolean host;
    private final List<Attachment> attachments = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    PlainNetwork(boolean host) {
        this.host = host;
    }

    @Override
    public String name() {
        return host ? "host" : "none";
    }

    @Override
    public boolean hasNamespaces() {
        return !host;
    }

    @Override
    public NameFiles files(AttachOptions options) throws IOException {
        return NameFiles.of(host ? NameServers.ofHostAsTheyAre() : NameServers.NONE, options.id(), List.of());
    }

    @Override
    public Attachment attach(NamespaceHandle container, AttachOptions options) throws IOException {
        if (closed) throw new IllegalStateException("closed: " + this);
        if (host) throw new IllegalStateException("containers in the network of the host have no namespace to attach");
        if (!options.forwards().isEmpty() || !options.addresses().isEmpty()) {
            throw new IllegalArgumentException("a container without network has no addresses and no ports: " + options);
        }
        try (Network inside = Network.in(container)) {
            inside.links().device(LOOPBACK_INDEX).up();
        }
        Attachment.Info info = new Attachment.Info(
                options.id(), Optional.empty(), Optional.empty(), Optional.empty(), List.of(), List.of(), List.of());
        Attachment attachment = new Attachment(info, files(options), this);
        attachments.add(attachment);
        return attachment;
    }

    @Override
    public void detach(Attachment attachment) {
        attachments.remove(attachment);
    }

    @Override
    public void giveAway(Attachment attachment) {
        attachments.remove(attachment);
    }

    @Override
    public List<Attachment> attachments() {
        return new ArrayList<>(attachments);
    }

    @Override
    public void close() throws IOException {
        closed = true;
        for (Attachment attachment : attachments) attachment.close();
    }

    @Override
    public String toString() {
        return "network " + name();
    }
}
