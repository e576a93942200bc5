package io.jlinux.mount;

public final class Mount { private Mount() {} }
